package io.busbar.http.response;

import io.busbar.bus.jobs.JobDetails;
import io.busbar.http.server.Exchange;
import io.vertx.core.http.HttpHeaders;

/** Renders a started job (202), with the URL under which its owner follows it. */
record StartedJobRenderer(JsonRenderer jsonRenderer) implements ResponseRenderer {
    private static final String JOBS = "/api/jobs/";

    @Override
    public void render(Exchange exchange, Object result) {
        JobDetails job = (JobDetails) result;
        exchange.response.headers().set(HttpHeaders.LOCATION, JOBS + job.id());
        jsonRenderer.render(exchange, job);
    }
}
