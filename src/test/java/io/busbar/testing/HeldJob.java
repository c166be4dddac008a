package io.busbar.testing;

import static org.awaitility.Awaitility.await;

import io.busbar.bus.jobs.Job;
import java.util.List;
import java.util.UUID;

/**
 * Holds the jobs of an owner between two steps: a job that has reported this progress is not due until it is released. It can be read and
 * cancelled meanwhile, and the service under test needs no code for it.
 */
public final class HeldJob implements AutoCloseable {
    private final TestDatabase database;
    private final String trigger = "held_" + UUID.randomUUID().toString().replace("-", "");
    private final String jobs;
    private boolean released;

    HeldJob(TestDatabase database, Job<?> job, UUID owner, long done) {
        this.database = database;
        this.jobs = "type = '%s' and owner = '%s'".formatted(job.type(), owner);
        database.execute("""
            create function bus.%1$s() returns trigger language plpgsql as $$
            begin
              new.due_at := 'infinity';
              return new;
            end $$;
            create trigger %1$s before insert or update on bus.job for each row
            when (new.type = '%2$s' and new.owner = '%3$s' and new.status = 'queued' and new.done >= %4$d)
            execute function bus.%1$s()""".formatted(trigger, job.type(), owner, done));
    }

    /** Waits until a job is held, and returns its ID. */
    public UUID awaitHeld() {
        await("a held job").until(() -> !held().isEmpty());
        return UUID.fromString(held().getFirst());
    }

    private List<String> held() {
        return database.texts("select id from bus.job where due_at = 'infinity' and status = 'queued' and " + jobs);
    }

    /** Lets the jobs continue; the nodes find them with their next poll, within a second. */
    public void release() {
        if (!released) {
            released = true;
            database.execute("drop trigger %1$s on bus.job; drop function bus.%1$s()".formatted(trigger));
            database.execute("update bus.job set due_at = now() where due_at = 'infinity' and " + jobs);
        }
    }

    @Override
    public void close() {
        release();
    }
}
