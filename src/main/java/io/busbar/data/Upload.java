package io.busbar.data;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A reference to bytes in the blob store. File bytes never travel over the bus: the HTTP frontend streams them to the store and passes this
 * reference on. An upload that no change {@linkplain io.busbar.bus.Tx#retain(Upload) retains} within an hour is removed.
 *
 * @param blob      the ID of the bytes in the store
 * @param name      the file name sent by the client, without any path; for display only
 * @param mediaType the media type sent by the client; not to be trusted
 * @param size      in bytes
 * @param sha256    in lower-case hex; null for a file that a job has made step by step
 */
public record Upload(
        UUID blob,
        String name,
        String mediaType,
        long size,
        @Nullable String sha256) {}
