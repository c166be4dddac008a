-- Access tokens that are void before their time, of a session or of an account below a version. Each node reads what is new every 100 ms:
-- whatever transactions from before its last look may still commit have an xid at or above that look's horizon.
create table bus.revocation (
  id      bigint generated always as identity primary key,
  session text,
  account uuid,
  version bigint,
  xid     xid8 not null default pg_current_xact_id(),
  at      timestamptz not null default clock_timestamp(),
  until   timestamptz not null,
  check ((session is null) <> (account is null)),
  check ((account is null) = (version is null))
);

create index revocation_xid on bus.revocation (xid);
create index revocation_until on bus.revocation (until);
create index revocation_session on bus.revocation (session) where session is not null;
create index revocation_account on bus.revocation (account) where account is not null;

-- The admin who acted as the actor, and the person whom a change was about: the two ways to a person's activity.
alter table bus.audit add impersonator text, add about_user text;

-- The audit stays, but for where a person came from once they are to be forgotten.
create or replace function bus.audit_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if new.ip is null and new.session is null
       and row (new.id, new.at, new.request_id, new.actor_kind, new.actor, new.role, new.impersonator, new.action, new.subjects, new.about_user)
         is not distinct from
           row (old.id, old.at, old.request_id, old.actor_kind, old.actor, old.role, old.impersonator, old.action, old.subjects, old.about_user)
    then
      return new;
    end if;
  end if;
  raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
end $$;

drop trigger audit_stays on bus.audit;
create trigger audit_stays before truncate on bus.audit for each statement execute function bus.audit_stays();
create trigger audit_rows_stay before update or delete on bus.audit for each row execute function bus.audit_stays();

create index audit_actor on bus.audit (actor, id);
create index audit_about_user on bus.audit (about_user, id) where about_user is not null;
