#!lua name=flashsale_gate_v1
-- The gate of a drop: refuses the crowd, never grants. Redis 7.0 level.
-- Keys (one slot a drop): state, claims, tokens, rates; the epoch is in their names.
-- state: opens, closes (ms), limit, open (1/0), synced (ms), left:<lot>, held:<lot>

local RATE_SPAN_MS = 60000

local function clock_ms(given)
  local fixed = tonumber(given)
  if fixed > 0 then return fixed end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- args: lot, member, units, token, most per minute, stale after (ms), clock (0: ours)
-- returns a verdict word; 'check' asks one caller to look in SQL on behalf of all
local function admit(keys, args)
  local state, claims, tokens, rates = keys[1], keys[2], keys[3], keys[4]
  local lot, member, units = args[1], args[2], tonumber(args[3])
  local facts = redis.call('HMGET', state, 'opens', 'closes', 'limit', 'open',
    'synced', 'left:' .. lot, 'held:' .. lot)
  if not facts[1] or not facts[6] then return 'unknown' end
  local now = clock_ms(args[7])
  if facts[4] ~= '1' then return 'suspended' end
  if now < tonumber(facts[1]) then return 'not_open' end
  if now >= tonumber(facts[2]) then return 'closed' end
  local token = member .. ':' .. args[4]
  if redis.call('HEXISTS', tokens, token) == 1 then return 'admit' end

  local slot = math.floor(now / RATE_SPAN_MS)
  local rate = redis.call('HGET', rates, member)
  local tries = 0
  if rate then
    local at, count = string.match(rate, '^(%d+):(%d+)$')
    if tonumber(at) == slot then tries = tonumber(count) end
  end
  if tries >= tonumber(args[5]) then return 'too_fast' end
  redis.call('HSET', rates, member, slot .. ':' .. (tries + 1))

  local claimed = tonumber(redis.call('HGET', claims, member) or '0')
  if claimed + units > tonumber(facts[3]) then return 'over_limit' end
  if tonumber(facts[6]) < units then
    if now - tonumber(facts[5]) > tonumber(args[6]) then
      redis.call('HSET', state, 'synced', now)
      return 'check'
    end
    if tonumber(facts[7]) > 0 then return 'all_held' end
    return 'sold_out'
  end
  redis.call('HINCRBY', state, 'left:' .. lot, -units)
  redis.call('HINCRBY', state, 'held:' .. lot, units)
  redis.call('HINCRBY', claims, member, units)
  redis.call('HSET', tokens, token, 1)
  return 'admit'
end

-- args: build (1: make it, 0: only if it stands), opens, closes, limit, open, clock,
-- expires (ms), number of lots, then lot, left, held ..., then member, claimed ...
-- returns 'missing' when it does not stand and may not be made
local function set(keys, args)
  local state, claims = keys[1], keys[2]
  if args[1] == '0' and redis.call('EXISTS', state) == 0 then return 'missing' end
  redis.call('HSET', state, 'opens', args[2], 'closes', args[3], 'limit', args[4],
    'open', args[5], 'synced', clock_ms(args[6]))
  local at = 9
  for _ = 1, tonumber(args[8]) do
    redis.call('HSET', state, 'left:' .. args[at], args[at + 1],
      'held:' .. args[at], args[at + 2])
    at = at + 3
  end
  while at < #args do
    redis.call('HSET', claims, args[at], args[at + 1])
    at = at + 2
  end
  for _, key in ipairs(keys) do redis.call('PEXPIREAT', key, args[7]) end
  return 'set'
end

redis.register_function('gate_admit_v1', admit)
redis.register_function('gate_set_v1', set)
