package io.busbar.bus.outbound;

import io.busbar.bus.Failure;
import io.busbar.bus.FailureCode;
import java.time.Duration;

/** The ways in which an outbound call ends without a response. No text contains a path, a query, a header or an address. */
public sealed interface OutboundError {
    Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** The URL, a header or a redirect is not allowed. The reason completes a sentence that begins with the URL. */
    record RefusedRequest(String reason) implements OutboundError {}

    /** The host has an address that is not public. Nothing was connected to. */
    record RefusedAddress(String host) implements OutboundError {}

    /** The host's name could not be resolved. */
    record UnresolvedHost(String host) implements OutboundError {}

    /** No connection could be opened, for example because the server refused it or did not respond in time. */
    record NotConnected(String host) implements OutboundError {}

    /** The server's certificate is not valid for the host, or both have no version of TLS in common. */
    record TlsFailed(String host) implements OutboundError {}

    /** The connection broke, or the server sent something that is not HTTP. The server may have processed the request. */
    record ConnectionLost(String host) implements OutboundError {}

    /** The response body is larger than allowed. */
    record ResponseTooLarge(String host, long maxBytes) implements OutboundError {}

    /** An attempt took too long. The server may have processed the request. */
    record TimedOut(String host) implements OutboundError {}

    /** The deadline passed. The server may have processed the request. */
    record DeadlineExceeded(String host) implements OutboundError {}

    /** The host failed too often and is left alone. Nothing was sent. */
    record CircuitOpen(String host, Duration openTime) implements OutboundError {}

    /** Too many requests to this host wait on this node. Nothing was sent. */
    record HostBusy(String host) implements OutboundError {}

    /** Returns whether the server can't have processed the request, so that any request may be repeated. */
    default boolean isBeforeSending() {
        return this instanceof UnresolvedHost || this instanceof NotConnected;
    }

    /** Returns whether another attempt may succeed, if the request may be repeated. */
    default boolean isTransient() {
        return isBeforeSending() || this instanceof ConnectionLost || this instanceof TimedOut;
    }

    /** Returns whether the host is to blame. */
    default boolean countsAgainstHost() {
        return this instanceof NotConnected
                || this instanceof TlsFailed
                || this instanceof ConnectionLost
                || this instanceof TimedOut;
    }

    /** Returns the text for logs and developers. */
    default String message() {
        return switch (this) {
            case RefusedRequest refused -> "The URL " + refused.reason();
            case RefusedAddress refused -> refused.host() + " has an address that is not public";
            case UnresolvedHost unresolved -> unresolved.host() + " could not be resolved";
            case NotConnected notConnected -> notConnected.host() + " could not be connected to";
            case TlsFailed tls -> "TLS with " + tls.host() + " failed";
            case ConnectionLost lost -> "The connection to " + lost.host() + " was lost";
            case ResponseTooLarge large ->
                "The response of " + large.host() + " exceeds " + large.maxBytes() + " bytes";
            case TimedOut timedOut -> timedOut.host() + " did not respond in time";
            case DeadlineExceeded deadline -> "The deadline passed while " + deadline.host() + " was called";
            case CircuitOpen open -> open.host() + " failed too often and is left alone for a while";
            case HostBusy busy -> "Too many requests to " + busy.host() + " are waiting";
        };
    }

    /** Returns the failure for the caller of a service that can't continue without the response. */
    default Failure toFailure() {
        return switch (this) {
            case RefusedRequest refused -> Failure.invalid("/url", refused.reason());
            case RefusedAddress refused -> Failure.invalid("/url", "must not name an address that is not public");
            case UnresolvedHost unresolved -> Failure.invalid("/url", "must name a host that exists");
            case DeadlineExceeded deadline -> Failure.of(FailureCode.DEADLINE_EXCEEDED);
            case CircuitOpen open -> Failure.unavailable("Another system is not available", open.openTime());
            case NotConnected notConnected -> unavailable();
            case TlsFailed tls -> unavailable();
            case ConnectionLost lost -> unavailable();
            case ResponseTooLarge large -> unavailable();
            case TimedOut timedOut -> unavailable();
            case HostBusy busy -> unavailable();
        };
    }

    /** Returns the failure for trouble that is not the caller's. */
    static Failure unavailable() {
        return Failure.unavailable("Another system is not available", RETRY_AFTER);
    }
}
