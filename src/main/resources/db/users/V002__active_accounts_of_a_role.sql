-- An announcement to one role goes through its accounts in the order of their ids.
create index account_active_of_role on users.account (role, id) where status = 'active';
