#!/bin/sh
# The role that serves, in a new database of compose.yaml: it owns no table,
# and makes databases of its own to try backups in.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv password SERVING_PASSWORD
CREATE ROLE foothold LOGIN CREATEDB PASSWORD :'password';
SQL
