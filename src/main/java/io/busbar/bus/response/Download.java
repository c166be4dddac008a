package io.busbar.bus.response;

import io.busbar.bus.Upload;

/** Bytes of the blob store as an answer; the front streams them. {@code attachment} makes browsers save instead of show. */
public record Download(Upload content, boolean attachment) {}
