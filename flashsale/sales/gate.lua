#!lua name=flashsale_gate_VERSION
-- The gate of a drop: refuses the crowd, never grants. Redis 7.0 level.
-- Keys (one slot a drop): state, claims, tokens, rates, turns; the epoch is in their
-- names.
-- state: opens, closes, early (ms), limit, open (1/0), forget (ms), synced (ms),
--   asked (ms), rush (turns a minute, 0 without an opening queue), left:<lot>,
--   held:<lot>, early_left:<lot>, shut (ms, how long pauses kept it shut)
-- claims: member -> units. tokens: form -> 1, once admitted.
-- rates: member -> minute:tries:at:verdict:token of their last try
-- turns: member -> their turn in the opening queue, from 0; it never changes
-- Two versions of the program may share these keys during a deploy: a field may be
-- added, one that stands never changes its meaning.

local RATE_SPAN_MS = 60000
-- A form that comes again this soon gets its first answer again and counts once.
local REPEATS_FOR_MS = 2000

local function clock_ms(given)
  local fixed = tonumber(given)
  if fixed > 0 then return fixed end
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- A key may appear after `set` gave the others their end: its first field brings it.
local function put(key, field, value, forget)
  redis.call('HSET', key, field, value)
  if redis.call('HLEN', key) == 1 then redis.call('PEXPIREAT', key, forget) end
end

local function facts_of(state, lot)
  local found = redis.call('HMGET', state, 'opens', 'closes', 'limit', 'open',
    'synced', 'left:' .. lot, 'held:' .. lot, 'early', 'early_left:' .. lot,
    'asked', 'forget', 'rush', 'shut')
  if not found[1] or not found[6] or not found[11] then return nil end
  return {
    opens = tonumber(found[1]), closes = tonumber(found[2]),
    limit = tonumber(found[3]), open = found[4] == '1',
    synced = tonumber(found[5]), left = tonumber(found[6]),
    held = tonumber(found[7]), early = tonumber(found[8] or found[1]),
    early_left = tonumber(found[9] or 0), asked = tonumber(found[10] or 0),
    forget = found[11], rush = tonumber(found[12] or 0),
    shut = tonumber(found[13] or 0),
  }
end

local function refused_by_window(facts, wish, now)
  if not facts.open then return 'suspended' end
  if now >= facts.closes then return 'closed' end
  if now >= facts.opens then return nil end
  if wish.early and now >= facts.early then return nil end
  return 'not_open'
end

local function refused_by_stock(facts, wish, now)
  if facts.left < wish.units then
    if facts.left > 0 then return 'fewer_left' end
    return facts.held > 0 and 'all_held' or 'sold_out'
  end
  if now < facts.opens and facts.early_left < wish.units then return 'early_gone' end
  return nil
end

-- A refusal that SQL has not confirmed for a while sends one caller to ask SQL on
-- behalf of all, again a little later when nobody came back. A clock that went
-- backwards counts as a while.
local function doubted(state, facts, wish, now, verdict)
  local unconfirmed, unasked = now - facts.synced, now - facts.asked
  if unconfirmed >= 0 and unconfirmed <= wish.stale_after then return verdict end
  if unasked >= 0 and unasked <= wish.ask_again_after then return verdict end
  redis.call('HSET', state, 'asked', now)
  return 'check'
end

-- Who has no turn here may have been given one just now.
local function refused_by_turn(keys, facts, wish, now)
  if facts.rush == 0 or now < facts.opens then return nil end
  local turn = redis.call('HGET', keys[5], wish.member)
  local comes_after = turn and math.ceil(tonumber(turn) * RATE_SPAN_MS / facts.rush)
  if turn and now >= facts.opens + facts.shut + comes_after then return nil end
  return doubted(keys[1], facts, wish, now, 'not_your_turn')
end

-- Returns the tries of this minute, and the verdict when this very form was just here.
local function tried(rates, wish, now)
  local last = redis.call('HGET', rates, wish.member)
  if not last then return 0, nil end
  local minute, tries, at, verdict, token =
    string.match(last, '^(%d+):(%d+):(%d+):([%a_]+):(.*)$')
  if not minute then return 0, nil end
  local ago = now - tonumber(at)
  if token == wish.token and ago >= 0 and ago < REPEATS_FOR_MS then
    return 0, verdict
  end
  if tonumber(minute) == math.floor(now / RATE_SPAN_MS) then
    return tonumber(tries), nil
  end
  return 0, nil
end

local function take(keys, facts, wish, now, form)
  local state, claims, tokens = keys[1], keys[2], keys[3]
  redis.call('HINCRBY', state, 'left:' .. wish.lot, -wish.units)
  redis.call('HINCRBY', state, 'held:' .. wish.lot, wish.units)
  if now < facts.opens then
    redis.call('HINCRBY', state, 'early_left:' .. wish.lot, -wish.units)
  end
  local claimed = redis.call('HINCRBY', claims, wish.member, wish.units)
  if claimed == wish.units then put(claims, wish.member, claimed, facts.forget) end
  put(tokens, form, 1, facts.forget)
end

local function verdict_of(keys, facts, wish, now, form)
  local claimed = tonumber(redis.call('HGET', keys[2], wish.member) or '0')
  if claimed + wish.units > facts.limit then return 'over_limit' end
  local refusal = refused_by_stock(facts, wish, now)
  if refusal then return doubted(keys[1], facts, wish, now, refusal) end
  take(keys, facts, wish, now, form)
  return 'admit'
end

-- args: lot, member, units, token, most per minute, stale after (ms), ask again after
-- (ms), early access (1/0), clock (0: ours)
-- returns a verdict word; 'check' asks one caller to look in SQL on behalf of all
local function admit(keys, args)
  local wish = {
    lot = args[1], member = args[2], units = tonumber(args[3]), token = args[4],
    stale_after = tonumber(args[6]), ask_again_after = tonumber(args[7]),
    early = args[8] == '1',
  }
  local facts = facts_of(keys[1], wish.lot)
  if not facts then return 'unknown' end
  local form = wish.member .. ':' .. wish.token
  if redis.call('HEXISTS', keys[3], form) == 1 then return 'admit' end
  local now = clock_ms(args[9])
  local refusal = refused_by_window(facts, wish, now)
  if refusal then return doubted(keys[1], facts, wish, now, refusal) end
  refusal = refused_by_turn(keys, facts, wish, now)
  if refusal then return refusal end

  local tries, before = tried(keys[4], wish, now)
  if before then return before end
  if tries >= tonumber(args[5]) then return 'too_fast' end
  local verdict = verdict_of(keys, facts, wish, now, form)
  local minute = math.floor(now / RATE_SPAN_MS)
  put(keys[4], wish.member, minute .. ':' .. (tries + 1) .. ':' .. now .. ':' ..
    verdict .. ':' .. wish.token, facts.forget)
  return verdict
end

-- args: build (1: make it, 0: only if it stands), opens, closes, limit, open, early,
-- clock, forget (ms), rush, shut (ms), number of lots, then lot, left, held, early left ..., then
-- member, claimed ...
-- returns 'missing' when it does not stand and may not be made
local function set(keys, args)
  local state, claims = keys[1], keys[2]
  if args[1] == '0' and redis.call('EXISTS', state) == 0 then return 'missing' end
  redis.call('HSET', state, 'opens', args[2], 'closes', args[3], 'limit', args[4],
    'open', args[5], 'early', args[6], 'synced', clock_ms(args[7]),
    'forget', args[8], 'rush', args[9], 'shut', args[10])
  local at = 12
  for _ = 1, tonumber(args[11]) do
    redis.call('HSET', state, 'left:' .. args[at], args[at + 1],
      'held:' .. args[at], args[at + 2], 'early_left:' .. args[at], args[at + 3])
    at = at + 4
  end
  while at < #args do
    redis.call('HSET', claims, args[at], args[at + 1])
    at = at + 2
  end
  for _, key in ipairs(keys) do redis.call('PEXPIREAT', key, args[8]) end
  return 'set'
end

-- args: member, turn ...
-- returns how many members' turns are known then, or 'missing' when it does not stand
local function give_turns(keys, args)
  local forget = redis.call('HGET', keys[1], 'forget')
  if not forget then return 'missing' end
  for at = 1, #args, 2 do redis.call('HSET', keys[5], args[at], args[at + 1]) end
  redis.call('PEXPIREAT', keys[5], forget)
  return tostring(redis.call('HLEN', keys[5]))
end

redis.register_function('gate_admit_VERSION', admit)
redis.register_function('gate_turns_VERSION', give_turns)
redis.register_function('gate_set_VERSION', set)
