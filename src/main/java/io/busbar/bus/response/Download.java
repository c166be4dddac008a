package io.busbar.bus.response;

import io.busbar.data.Upload;

/**
 * A file of the blob store as a result; the HTTP frontend streams it. With {@code attachment}, browsers save it instead of displaying it.
 */
public record Download(Upload content, boolean attachment) {}
