-- Those that last, by their owner and last use: what is listed, and what is ended when somebody has too many.
create index session_lasting on auth.session (account, last_used_at desc) where ended_at is null;
