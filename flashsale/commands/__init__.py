"""The commands of `flashsale`, one file each; `cli.py` lists them."""
