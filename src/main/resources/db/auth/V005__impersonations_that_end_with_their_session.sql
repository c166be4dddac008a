-- The session of the admin in which an impersonation was begun: it ends with that one.
alter table auth.session add column started_by uuid;
create index session_started_by on auth.session (started_by) where started_by is not null and ended_at is null;
