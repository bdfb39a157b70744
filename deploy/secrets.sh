#!/bin/sh
# Makes the secrets that docker-compose.yml asks for, in .env and deploy/secrets; what is there already stays.
set -eu
umask 077
cd "$(dirname "$0")/.."

touch .env
for name in $(sed -n 's/^\([A-Z_]*\)=$/\1/p' .env.example); do
    grep -q "^$name=." .env && continue
    secret=$(openssl rand -hex 32)
    # Garage wants the key's identifier to look like this.
    [ "$name" = STORAGE_ACCESS_KEY ] && secret=GK$(openssl rand -hex 12)
    echo "$name=$secret" >> .env
done

key=deploy/secrets/account-signing-key.pem
mkdir -p deploy/secrets
if [ ! -s "$key" ]; then
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$key"
    # The container's user is another one than ours: the folder is closed to others, the file is not.
    chmod 0444 "$key"
fi
