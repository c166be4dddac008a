package io.busbar.http.response;

import io.busbar.bus.jobs.JobResult;
import io.busbar.bus.response.Download;
import io.busbar.http.BlobStore;
import io.busbar.http.server.Exchange;
import io.busbar.http.server.HeaderNames;
import java.util.Objects;

/** Renders the result of a job: its file, or its JSON. */
record JobResultRenderer(BlobStore blobStore, JsonRenderer jsonRenderer) implements ResponseRenderer {
    @Override
    public void render(Exchange exchange, Object result) {
        JobResult jobResult = (JobResult) result;
        Download file = jobResult.file();
        if (file == null) {
            exchange.response.headers().set(HeaderNames.CONTENT_DISPOSITION, "inline");
            jsonRenderer.render(exchange, Objects.requireNonNull(jobResult.value()));
        } else {
            new FileRenderer(blobStore).render(exchange, file);
        }
    }
}
