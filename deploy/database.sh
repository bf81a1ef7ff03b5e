#!/bin/sh
# The role that serves, in a new database of compose.yaml: it owns no table.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv password SERVING_PASSWORD
CREATE ROLE foothold LOGIN PASSWORD :'password';
ALTER DEFAULT PRIVILEGES FOR ROLE foothold_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO foothold;
ALTER DEFAULT PRIVILEGES FOR ROLE foothold_owner GRANT USAGE, SELECT ON SEQUENCES TO foothold;
SQL
