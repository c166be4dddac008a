package io.busbar.bus;

import java.util.UUID;

/**
 * A reference to bytes in the blob store. File bytes never travel over the bus: the front streams them to the store and passes this on.
 * An upload that no change {@linkplain Tx#retain(Upload) keeps} within an hour is swept away.
 *
 * @param blob      names the bytes in the store
 * @param name      what the client called it, stripped of any path; for showing only
 * @param mediaType what the client said it is; not to be trusted
 * @param size      in bytes
 * @param sha256    lower-case hex
 */
public record Upload(UUID blob, String name, String mediaType, long size, String sha256) {}
