-- The children that did not succeed, which are counted when their parent is read. The counts of the others follow from the parent's row.
create index job_unsuccessful_children on bus.job (parent, status) where parent is not null and status in ('failed', 'cancelled');
