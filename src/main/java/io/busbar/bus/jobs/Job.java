package io.busbar.bus.jobs;

import java.time.Duration;

/**
 * A kind of long-running work, declared once on its service's {@linkplain io.busbar.bus.Contract#job contract}. A job runs in steps;
 * between two steps it consists of its state only, so any node can continue it.
 *
 * @param <S> the record that holds everything the next step needs to know
 */
public final class Job<S extends Record> {
    private final String type;
    private final String summary;
    private final Class<S> stateType;
    private int perNode = 4;
    private int perCluster = Integer.MAX_VALUE;
    private JobPriority priority = JobPriority.NORMAL;
    private Duration keepFor = Duration.ofDays(7);
    private Duration stepTimeout = Duration.ofSeconds(30);
    private int maxAttempts = 10;
    private Duration initialBackoff = Duration.ofSeconds(1);
    private boolean onePerOwner;
    private int maxPerOwner = Integer.MAX_VALUE;

    /** Creates a job; services use {@link io.busbar.bus.Contract#job}. The full name of the type includes the service. */
    public Job(String type, String summary, Class<S> stateType) {
        this.type = type;
        this.summary = summary;
        this.stateType = stateType;
    }

    /** Sets how many steps of this type run at once on each node. The default is 4. */
    public Job<S> concurrency(int limitPerNode) {
        perNode = limitPerNode;
        return this;
    }

    /** Sets how many steps of this type run at once on each node and in the whole cluster, which is unlimited by default. */
    public Job<S> concurrency(int limitPerNode, int limitPerCluster) {
        perNode = limitPerNode;
        perCluster = limitPerCluster;
        return this;
    }

    /** Sets whether due steps of this type run before those of other types. The default is normal. */
    public Job<S> priority(JobPriority jobPriority) {
        priority = jobPriority;
        return this;
    }

    /** Sets how long a finished job and its result are kept. The default is seven days. */
    public Job<S> keepFor(Duration duration) {
        keepFor = duration;
        return this;
    }

    /** Sets the longest duration of one step. The default is 30 s. */
    public Job<S> stepTimeout(Duration limit) {
        stepTimeout = limit;
        return this;
    }

    /** Sets how often a step is tried before the job fails, and the pause after the first attempt, which doubles up to an hour. */
    public Job<S> maxAttempts(int limit, Duration backoff) {
        maxAttempts = limit;
        initialBackoff = backoff;
        return this;
    }

    /** Lets an owner have one active job of this type: starting another one returns the active one. */
    public Job<S> onePerOwner() {
        onePerOwner = true;
        return this;
    }

    /**
     * Limits the jobs of this type that are kept for an owner, whether active, succeeded or cancelled; starting more fails with CONFLICT.
     * Failed jobs do not count: the owner is not to blame for them.
     */
    public Job<S> maxPerOwner(int limit) {
        maxPerOwner = limit;
        return this;
    }

    /** Returns the full name, such as {@code content.export}. */
    public String type() {
        return type;
    }

    /** Returns one sentence for people who operate the node. */
    public String summary() {
        return summary;
    }

    public Class<S> stateType() {
        return stateType;
    }

    public int perNode() {
        return perNode;
    }

    public int perCluster() {
        return perCluster;
    }

    public boolean isLimitedInCluster() {
        return perCluster != Integer.MAX_VALUE;
    }

    public JobPriority priority() {
        return priority;
    }

    public Duration keepFor() {
        return keepFor;
    }

    public Duration stepTimeout() {
        return stepTimeout;
    }

    public int maxAttempts() {
        return maxAttempts;
    }

    public Duration initialBackoff() {
        return initialBackoff;
    }

    public boolean isOnePerOwner() {
        return onePerOwner;
    }

    public int maxPerOwner() {
        return maxPerOwner;
    }

    @Override
    public String toString() {
        return type;
    }
}
