"""Kills, stops and wipes what runs while a client submits, then checks that nothing was lost: `./test chaos --help`."""
