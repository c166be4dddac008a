-- The file that a job makes step by step: a blob to which its steps append. It belongs to the job. A transaction that removes the file only
-- releases the blob, whose chunks may be many: they are deleted later, some in each transaction, as those of an upload that is not retained. The
-- foreign key removes what a step has appended meanwhile. The sha256 of a file is empty and not null, because nodes of the previous version take
-- a blob without one for an upload that is being written and answer 404.
alter table bus.blob
  add column job uuid references bus.job on delete cascade,
  -- State and progress of the job before the first part. The job continues from there if the file is removed, so that no part is missing.
  add column restart_from jsonb,
  add constraint blob_of_job check ((job is null) = (restart_from is null) and (job is null or (size is not null and retained)));

create unique index blob_job on bus.blob (job) where job is not null;

-- The children that did not succeed, which are counted when their parent is read. The counts of the others follow from the parent's row.
create index job_unsuccessful_children on bus.job (parent, status) where parent is not null and status in ('failed', 'cancelled');
