import secrets

PROCESS_ID = secrets.token_hex(8)
"Tells this process from every other one, on any host."
