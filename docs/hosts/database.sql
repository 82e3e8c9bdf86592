-- The chat's own account and database, made by whoever administers PostgreSQL; its password is in the file that DATABASE_PASSWORD_FILE names.
\set ON_ERROR_STOP on
\set password `cat "$DATABASE_PASSWORD_FILE"`
CREATE ROLE blazorchat LOGIN PASSWORD :'password';
CREATE DATABASE blazorchat OWNER blazorchat ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT ON DATABASE blazorchat FROM PUBLIC;
