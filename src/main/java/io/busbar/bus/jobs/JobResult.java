package io.busbar.bus.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.response.Download;
import org.jspecify.annotations.Nullable;

/** The result of a job: either a file or a JSON object. */
public record JobResult(@Nullable Download file, @Nullable JsonNode value) {}
