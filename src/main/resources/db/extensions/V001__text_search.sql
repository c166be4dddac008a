-- Every connection has this schema in its search path. An operator who may not create extensions finds them created beforehand.
create extension if not exists pg_trgm schema extensions;
