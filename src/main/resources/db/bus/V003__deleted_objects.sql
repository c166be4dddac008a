-- Whether the change has deleted the object: later changes store no share or denial of it. The row is removed after an hour, when no change that
-- has found the object before is still running.
alter table bus.permission_change add column deleted boolean not null default false;

create index permission_change_deleted on bus.permission_change (resource_type, resource_id) where deleted;
