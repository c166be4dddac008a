package io.busbar.bus.jobs;

import io.busbar.bus.Tx;
import io.busbar.bus.response.Csv;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a job that writes rows to a CSV file. Each step reads the page after the last exported row and appends it to the job's file,
 * so the memory and the duration of a step do not depend on the number of rows. Rows that would exceed what a step can append are left to
 * the next one, which reads them again. To avoid that, set a {@link #pageSize} for rows of more than 2 KiB on average: with the default,
 * a page of them does not fit into a step.
 *
 * <p>The pages are read one after the other: a row that is added after the last exported one is exported too, others are not.
 *
 * @param <S> the state of the job: which rows to export, and the key of the last exported one
 * @param <R> a row of the file; its components are the columns
 */
public final class CsvExport<S extends Record, R extends Record> implements JobStep<S> {
    /** The number of rows that a step exports unless {@link #pageSize} sets another one. */
    public static final int DEFAULT_PAGE_SIZE = 500;

    private final String fileName;
    private final Csv<R> csv;
    private final PageReader<S, R> reader;
    private final BiFunction<S, R, S> continuation;
    private @Nullable RowCounter<S> counter;
    private int pageSize = DEFAULT_PAGE_SIZE;

    /** Reads the rows that follow the last exported one, in the order of a key. Fewer rows than the limit are the last ones. */
    @FunctionalInterface
    public interface PageReader<S extends Record, R extends Record> {
        Future<List<R>> read(Tx tx, S state, int limit);
    }

    /** Counts all rows of an export. */
    @FunctionalInterface
    public interface RowCounter<S extends Record> {
        Future<Long> count(Tx tx, S state);
    }

    /** The first rows of a page, as many as fit into one step. */
    private record FirstRows(int count, Buffer bytes) {}

    private CsvExport(String fileName, Csv<R> csv, PageReader<S, R> reader, BiFunction<S, R, S> continuation) {
        this.fileName = fileName;
        this.csv = csv;
        this.reader = reader;
        this.continuation = continuation;
    }

    /**
     * Returns an export.
     *
     * @param fileName     the file name that browsers suggest
     * @param row          the record whose components are the columns
     * @param reader       reads the page that a state describes
     * @param continuation returns the state whose page follows the row
     */
    public static <S extends Record, R extends Record> CsvExport<S, R> of(
            String fileName, Class<R> row, PageReader<S, R> reader, BiFunction<S, R, S> continuation) {
        return new CsvExport<>(fileName, Csv.of(row), reader, continuation);
    }

    /**
     * Counts the rows in the first step, so that the progress has a total. The total grows if more rows are exported. Without a counter, as
     * for a table that takes long to count, the progress has no total.
     */
    public CsvExport<S, R> counting(RowCounter<S> rowCounter) {
        counter = rowCounter;
        return this;
    }

    /**
     * Sets how many rows a step reads and exports at most. The default is {@value #DEFAULT_PAGE_SIZE}. A page of wide rows should have fewer
     * bytes than {@link JobOutcome#MAX_APPENDED_BYTES}.
     */
    public CsvExport<S, R> pageSize(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("A page must have at least one row, not " + rows);
        }
        pageSize = rows;
        return this;
    }

    @Override
    public Future<JobOutcome> run(Tx tx, JobRun<S> run) {
        if (counter == null || run.itemsDone() > 0) {
            return exportPage(tx, run, run.itemsTotal());
        }
        return counter.count(tx, run.state()).compose(total -> exportPage(tx, run, total));
    }

    private Future<JobOutcome> exportPage(Tx tx, JobRun<S> run, @Nullable Long total) {
        return reader.read(tx, run.state(), pageSize).map(page -> append(run, page, total));
    }

    private JobOutcome append(JobRun<S> run, List<R> page, @Nullable Long total) {
        FirstRows first = firstRows(page, run.itemsDone() == 0);
        long done = run.itemsDone() + first.count();
        if (page.size() < pageSize && first.count() == page.size()) {
            return run.doneWithFile(fileName, Csv.MEDIA_TYPE, done).append(first.bytes());
        }
        S next = continuation.apply(run.state(), page.get(first.count() - 1));
        return run.next(next, done, total == null ? null : Long.valueOf(Math.max(done, total)))
                .append(first.bytes());
    }

    private FirstRows firstRows(List<R> page, boolean withHeader) {
        Buffer bytes = withHeader ? csv.withHeader(List.of()) : Buffer.buffer();
        int count = 0;
        for (R row : page) {
            Buffer line = csv.rows(List.of(row));
            if (count > 0 && bytes.length() + line.length() > JobOutcome.MAX_APPENDED_BYTES) {
                break;
            }
            bytes.appendBuffer(line);
            count++;
        }
        return new FirstRows(count, bytes);
    }
}
