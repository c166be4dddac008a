package io.busbar.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Access;
import io.busbar.data.listing.PageCount;

/** Components that many operations share: headers, the idempotency key, and the security schemes. */
final class SharedComponents {
    private SharedComponents() {}

    /** Adds the headers of every response. */
    static void addCommonHeaders(ObjectNode headers) {
        addHeader(headers, "X-Request-Id");
    }

    /** Adds the headers of responses to rate-limited requests. */
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
                        "The session cookie that is set on sign-in. Scripts cannot read it. Over TLS its name is"
                                + " `__Host-access_token`. See *Authentication* for requests from other origins.");

        ObjectNode key = components.putObject("parameters").putObject("IdempotencyKey");
        key.put("name", "Idempotency-Key").put("in", "header").put("required", false);
        key.put(
                "description",
                "A unique value of your choice for each new object. Use the same value for retries. The response is stored for 24"
                        + " hours.");
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
                "Identifies the request in logs: the value you sent, or a generated one.",
                "req_4bf92f3577b34da6",
                true);
        defineHeader(
                headers,
                "RateLimit",
                "The number of remaining requests (`r`), and the seconds until the quota is full again (`t`).",
                "\"general\";r=599;t=1",
                false);
        defineHeader(
                headers,
                "RateLimit-Policy",
                "The number of allowed requests (`q`) per window in seconds (`w`).",
                "\"general\";q=600;w=60",
                false);
        defineHeader(
                headers,
                "Link",
                "The URL of the next page, relative to this host. Absent on the last page.",
                "</api/services?limit=20&cursor=eyJhIjoxfQ>; rel=\"next\"",
                false);
        defineHeader(
                headers,
                "X-Total-Count",
                "The total number of items on all pages, counted up to 10,000. Absent if it is not counted.",
                "137",
                false);
        defineHeader(
                headers,
                "X-Total-Count-Relation",
                "`eq` if `X-Total-Count` is exact, `gte` if there are more items. Present together with `X-Total-Count`.",
                "eq",
                false);
        defineHeader(
                headers,
                "Location",
                "The URL to redirect to, or of the started job.",
                "https://example.org/page",
                true);
        defineHeader(
                headers,
                "Set-Cookie",
                "Sets or clears the session cookies. Absent if the tokens are returned in the body only.",
                "access_token=eyJ…; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax",
                false);
        defineHeader(
                headers,
                "Content-Disposition",
                "The name of the file, and whether to display or download it.",
                "attachment; filename=\"plan.pdf\"",
                true);
        defineHeader(
                headers,
                "Idempotency-Replayed",
                "`true` if this is the stored response to an earlier request with the same key.",
                "true",
                false);
        defineHeader(headers, "Retry-After", "The number of seconds to wait before retrying.", "7", false);
        defineHeader(headers, "WWW-Authenticate", "The authentication scheme (RFC 6750).", "Bearer", true);
        defineHeader(
                headers, "ETag", "Identifies this version of the content, for `If-None-Match`.", "\"3f2a9c\"", true);
    }

    /** Adds the header of a count that one list reports. */
    static void addCountHeader(ObjectNode headers, PageCount count) {
        defineHeader(headers, count.header(), count.description(), "3", false);
    }

    private static void defineHeader(
            ObjectNode headers, String name, String description, String example, boolean required) {
        ObjectNode header =
                headers.putObject(name).put("description", description).put("required", required);
        header.putObject("schema").put("type", "string");
        header.put("example", example);
    }
}
