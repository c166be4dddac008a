package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;

/** What many operations have in common: header fields, the idempotency key, the ways to sign in. */
final class SharedComponents {
    private SharedComponents() {}

    /** The headers of every answer. */
    static void addCommonHeaders(ObjectNode headers) {
        addHeader(headers, "X-Request-Id");
    }

    /** The headers of every answer to a request that drew on a rate limit. */
    static void addRateLimitHeaders(ObjectNode headers) {
        addHeader(headers, "RateLimit");
        addHeader(headers, "RateLimit-Policy");
    }

    static void addHeader(ObjectNode headers, String name) {
        headers.putObject(name).put("$ref", "#/components/headers/" + name);
    }

    static ArrayNode securityRequirements(Access access) {
        ArrayNode requirements = JsonNodeFactory.instance.arrayNode();
        if (!access.allowsAnonymous()) {
            requirements.addObject().putArray("bearer");
            requirements.addObject().putArray("cookie");
        }
        return requirements;
    }

    static void describe(ObjectNode components) {
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put("description", "An access token in the `Authorization` header.");
        schemes.putObject("cookie")
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", "access_token")
                .put(
                        "description",
                        "The session cookie that signing in sets; scripts cannot read it. Under TLS its name is"
                                + " `__Host-access_token`. See *Signing in* about requests from other origins.");

        ObjectNode key = components.putObject("parameters").putObject("IdempotencyKey");
        key.put("name", "Idempotency-Key").put("in", "header").put("required", false);
        key.put(
                "description",
                "A value of your choice, new for each thing to be made, the same for each attempt at it; kept for 24 h.");
        key.putObject("schema")
                .put("type", "string")
                .put("minLength", 1)
                .put("maxLength", 255)
                .put("pattern", "^[!-~]+$");
        key.put("example", "6f1c2a4e-0c5d-4e2b-9a57-3a1f5d0c8b21");

        ObjectNode headers = components.putObject("headers");
        defineHeader(
                headers,
                "X-Request-Id",
                "Names this request in logs; the one you sent, or a new one.",
                "req_4bf92f3577b34da6",
                true);
        defineHeader(
                headers,
                "RateLimit",
                "The allowance: how many requests are left, seconds until it is full.",
                "\"general\";r=599;t=1",
                false);
        defineHeader(
                headers,
                "RateLimit-Policy",
                "The limit: how many requests in how many seconds.",
                "\"general\";q=600;w=60",
                false);
        defineHeader(
                headers,
                "Link",
                "Where the next page is, relative to this host; absent on the last page.",
                "</api/services?limit=20&cursor=eyJhIjoxfQ>; rel=\"next\"",
                false);
        defineHeader(headers, "X-Total-Count", "How many there are on all pages, where that is counted.", "137", false);
        defineHeader(
                headers, "X-Unread-Count", "How many of all are unread, where things are read or unread.", "3", false);
        defineHeader(headers, "Location", "Where to go.", "https://example.org/page", true);
        defineHeader(
                headers,
                "Set-Cookie",
                "The session's tokens, or their removal; absent where the tokens stand in the body alone.",
                "access_token=eyJ…; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax",
                false);
        defineHeader(
                headers,
                "Content-Disposition",
                "The file's name, and whether to save it.",
                "attachment; filename=\"plan.pdf\"",
                true);
        defineHeader(
                headers,
                "Idempotency-Replayed",
                "`true` when this answer was given before, to the same key.",
                "true",
                false);
        defineHeader(headers, "Retry-After", "Seconds after which another try makes sense.", "7", false);
        defineHeader(headers, "WWW-Authenticate", "How to sign in (RFC 6750).", "Bearer", true);
        defineHeader(headers, "ETag", "Names this state of the document, for `If-None-Match`.", "\"3f2a9c\"", true);
    }

    private static void defineHeader(
            ObjectNode headers, String name, String description, String example, boolean required) {
        ObjectNode header =
                headers.putObject(name).put("description", description).put("required", required);
        header.putObject("schema").put("type", "string");
        header.put("example", example);
    }
}
