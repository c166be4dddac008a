package io.busbar.bus.jobs;

import io.busbar.bus.jobs.JobFixture.CountState;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** A file of parts for the tests of jobs: each step appends the part with its number. */
final class PartedFile {
    static final int CHUNK_BYTES = 256 << 10;

    /** The sizes of the parts. They begin and end within a chunk, at its end, and beyond several. */
    private static final int[] PART_BYTES = {10, CHUNK_BYTES - 10, 300_000, 0, 1 << 20, 7};

    static final int PARTS = PART_BYTES.length;

    private PartedFile() {}

    /** What is compared of a file, so that an error is readable. */
    record Content(int size, String sha256) {
        static Content of(Buffer bytes) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.getBytes());
                return new Content(bytes.length(), HexFormat.of().formatHex(hash));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Returns the outcome of a step that appends its part. */
    static JobOutcome append(JobRun<CountState> run) {
        CountState state = run.state();
        JobOutcome outcome = state.next() == state.last()
                ? run.doneWithFile("parts.bin", "application/x-parts")
                : run.next(new CountState(state.next() + 1, state.last()), state.next(), (long) state.last());
        return outcome.append(part(state.next()));
    }

    private static Buffer part(int number) {
        byte[] bytes = new byte[PART_BYTES[number - 1]];
        new Random(number).nextBytes(bytes);
        return Buffer.buffer(bytes);
    }

    /** Returns the size and the hash of these parts. */
    static Content parts(int first, int last) {
        Buffer all = Buffer.buffer();
        IntStream.rangeClosed(first, last).mapToObj(PartedFile::part).forEach(all::appendBuffer);
        return Content.of(all);
    }

    /** Returns the size and the hash of the stored bytes of the job's file. */
    static Content content(JobTestNode node, UUID job) {
        Buffer all = Buffer.buffer();
        node.rows(
                        "select bytes from bus.blob_chunk join bus.blob on id = blob where job = $1 order by chunk_index",
                        job)
                .forEach(row -> all.appendBuffer(row.getBuffer("bytes")));
        return Content.of(all);
    }
}
