#!/bin/sh
# Starts what compose.yaml has and enables SCIM for a realm; shows the SCIM URL and, the first time, the token.
# PUBLIC_HOST (localhost) and REALM (acme) may be set, here or in docker/.env, which this makes with fresh passwords.
set -eu
cd "$(dirname "$0")"

secret() {
  head -c 32 /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'
}

if [ ! -e .env ]; then
  umask 077
  {
    echo "POSTGRES_PASSWORD=$(secret)"
    echo "KEYCLOAK_ADMIN_PASSWORD=$(secret)"
    echo "KEYCLOAK_CLIENT_SECRET=$(secret)"
    echo "PUBLIC_HOST=${PUBLIC_HOST:-localhost}"
    echo "REALM=${REALM:-acme}"
  } >.env
fi
realm=${REALM:-$(sed -n 's/^REALM=//p' .env)}

docker compose up --detach --build --wait
docker compose run --rm realm-config enable "$realm"
