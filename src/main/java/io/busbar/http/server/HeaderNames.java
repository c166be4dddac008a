package io.busbar.http.server;

import io.vertx.core.http.HttpHeaders;

/** Names and constant values of header fields, in lower case as HTTP/2 requires. */
public final class HeaderNames {
    static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    public static final CharSequence RATE_LIMIT = HttpHeaders.createOptimized("ratelimit");
    public static final CharSequence RATE_LIMIT_POLICY = HttpHeaders.createOptimized("ratelimit-policy");
    public static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
    static final CharSequence IDEMPOTENCY_KEY = HttpHeaders.createOptimized("idempotency-key");
    static final CharSequence IDEMPOTENCY_REPLAYED = HttpHeaders.createOptimized("idempotency-replayed");
    public static final CharSequence LINK = HttpHeaders.createOptimized("link");
    public static final CharSequence TOTAL_COUNT = HttpHeaders.createOptimized("x-total-count");
    public static final CharSequence TOTAL_COUNT_RELATION = HttpHeaders.createOptimized("x-total-count-relation");
    public static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("www-authenticate");
    public static final CharSequence SEC_FETCH_SITE = HttpHeaders.createOptimized("sec-fetch-site");
    public static final CharSequence FORWARDED_FOR = HttpHeaders.createOptimized("x-forwarded-for");
    public static final CharSequence FORWARDED_PROTO = HttpHeaders.createOptimized("x-forwarded-proto");
    public static final CharSequence CONTENT_DISPOSITION = HttpHeaders.createOptimized("content-disposition");
    public static final CharSequence CONTENT_SECURITY_POLICY = HttpHeaders.createOptimized("content-security-policy");
    static final CharSequence CROSS_ORIGIN_RESOURCE_POLICY =
            HttpHeaders.createOptimized("cross-origin-resource-policy");

    public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    public static final CharSequence PROBLEM_JSON = HttpHeaders.createOptimized("application/problem+json");
    static final CharSequence CLOSE = HttpHeaders.createOptimized("close");
    static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
    public static final CharSequence TRUE = HttpHeaders.createOptimized("true");

    private HeaderNames() {}
}
