package io.busbar.http;

import io.vertx.core.http.HttpHeaders;

/** Names and constant values of header fields, in lower case as HTTP/2 wants them. */
final class HeaderNames {
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("ratelimit");
    static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("ratelimit-policy");
    static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("idempotency-key");
    static final CharSequence IDEMPOTENCY_REPLAYED = HttpHeaders.createOptimized("idempotency-replayed");
    static final CharSequence LINK = HttpHeaders.createOptimized("link");
    static final CharSequence TOTAL_COUNT = HttpHeaders.createOptimized("x-total-count");
    static final CharSequence UNREAD_COUNT = HttpHeaders.createOptimized("x-unread-count");
    static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("www-authenticate");
    static final CharSequence SEC_FETCH_SITE = HttpHeaders.createOptimized("sec-fetch-site");
    static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("x-forwarded-for");
    static final CharSequence FORWARDED_PROTO = HttpHeaders.createOptimized("x-forwarded-proto");
    static final CharSequence CONTENT_DISPOSITION = HttpHeaders.createOptimized("content-disposition");
    static final CharSequence CONTENT_SECURITY_POLICY = HttpHeaders.createOptimized("content-security-policy");
    static final CharSequence CROSS_ORIGIN_RESOURCE_POLICY =
            HttpHeaders.createOptimized("cross-origin-resource-policy");

    static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized("application/problem+json");
    static final CharSequence CLOSE = HttpHeaders.createOptimized("close");
    static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    static final CharSequence TRUE = HttpHeaders.createOptimized("true");

    private HeaderNames() {}
}
