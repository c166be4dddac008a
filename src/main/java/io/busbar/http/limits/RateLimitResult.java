package io.busbar.http.limits;

/**
 * Where a caller stands with a quota after a request.
 *
 * @param admitted  whether the request may go on
 * @param remaining how many more may follow at once
 * @param reset     seconds: until a refused request has a chance, else until the allowance is full again
 */
public record RateLimitResult(boolean admitted, long remaining, long reset) {}
