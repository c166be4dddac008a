package io.busbar.bus;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobResult;
import io.busbar.bus.permissions.OperationResource;
import io.busbar.bus.response.BinaryContent;
import io.busbar.bus.response.Download;
import io.busbar.bus.response.Redirect;
import io.busbar.bus.response.Response;
import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.TextContent;
import io.busbar.bus.runtime.VersionedOperation;
import io.busbar.data.listing.Page;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a service, declared once. Route, access check, validation, bus address, typed client and documentation all follow from
 * it. Operations are created by {@link Contract}.
 *
 * @param service                the service's name, which is also its address on each node
 * @param action                 the operation's name within the service, sent as the {@code action} header on the bus
 * @param method                 the HTTP method
 * @param path                   the path below {@code /api}, with parameters in braces: {@code /services/{id}}; empty for an internal
 *     operation
 * @param aliases                further paths of the operation, with the same parameters
 * @param summary                the title in the API reference
 * @param description            the longer description in the API reference, in Markdown; may be empty
 * @param access                 the rule that decides who may call the operation
 * @param permission             the permission that a caller needs; operations may share one
 * @param resource               the object that the operation concerns; null if it concerns none in particular
 * @param requestBody            what the operation reads besides parameters
 * @param request                the request record
 * @param response               the kind of success response
 * @param failures               codes that the operation can fail with, besides those common to all operations with this kind of
 *     request
 * @param tier                   the rate limit that applies
 * @param timeout                the longest time a caller waits
 * @param maxRequestBytes        the largest body in bytes
 * @param maxResponseBytes       the largest response as JSON in bytes, on the bus and over HTTP
 * @param idempotent             whether repeating a call has no further effect, so that it may be retried on another node
 * @param patches                whether a request must have at least one field besides the path parameters
 * @param supportsIdempotencyKey whether the operation honors an {@code Idempotency-Key}
 * @param runtime                what was declared; null unless this is a runtime operation
 */
@SuppressWarnings("UnusedTypeParameter") // O ties handlers and clients to the result's type
public record Operation<I, O>(
        String service,
        String action,
        HttpMethod method,
        String path,
        List<String> aliases,
        String summary,
        String description,
        Access access,
        String permission,
        @Nullable OperationResource resource,
        RequestBody requestBody,
        Class<I> request,
        Response response,
        Set<FailureCode> failures,
        RateTier tier,
        Duration timeout,
        long maxRequestBytes,
        long maxResponseBytes,
        boolean idempotent,
        boolean patches,
        boolean supportsIdempotencyKey,
        @Nullable VersionedOperation runtime) {

    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");

    public Operation {
        aliases = List.copyOf(aliases);
        failures = Set.copyOf(failures);
    }

    /** Returns {@code service.action}, which is unique in the deployment and names the operation in logs, metrics, audit and OpenAPI. */
    public String name() {
        return service + "." + action;
    }

    /** Returns the name in metrics. All runtime operations of a service share one, so that there are few names. */
    public String metricName() {
        return runtime == null ? name() : service + ".runtime";
    }

    /** Returns the version of the declaration; 0 for an operation of the code. */
    public long runtimeVersion() {
        return runtime == null ? 0 : runtime.version();
    }

    /** Returns whether only other services can call the operation, so that it has no route. */
    public boolean isInternal() {
        return access instanceof Access.Internal;
    }

    /** Returns whether the operation can be called over a browser's socket: request and response fit into a JSON message. */
    public boolean supportsBridge() {
        boolean jsonRequest = requestBody instanceof RequestBody.NoBody
                || requestBody instanceof RequestBody.JsonObjectBody
                || requestBody instanceof RequestBody.JsonArrayBody;
        boolean jsonResponse = response.isJson()
                || response instanceof Response.NoContentResult
                || response instanceof Response.TextResult;
        return jsonRequest && jsonResponse && !isInternal();
    }

    /** Returns the names of the parameters in a path, in order: {@code id} for {@code /services/{id}}. */
    public static List<String> pathParameters(String path) {
        return PARAMETER.matcher(path).results().map(match -> match.group(1)).toList();
    }

    /** Returns the Java type of the handler's result, for decoding a reply from the bus. */
    public JavaType resultType() {
        TypeFactory types = TypeFactory.defaultInstance();
        return switch (response) {
            case Response.JsonResult jsonResult -> types.constructType(jsonResult.type());
            case Response.StartedJob startedJob -> types.constructType(JobDetails.class);
            case Response.ResultOfJob resultOfJob -> types.constructType(JobResult.class);
            case Response.JsonArrayResult array -> types.constructParametricType(ListResult.class, array.item());
            case Response.PageResult page -> types.constructParametricType(Page.class, page.item());
            case Response.NoContentResult noContentResult -> types.constructType(Empty.class);
            case Response.BinaryResult binaryResult -> types.constructType(BinaryContent.class);
            case Response.StreamResult streamResult -> types.constructType(Download.class);
            case Response.TextResult textResult -> types.constructType(TextContent.class);
            case Response.RedirectResult redirectResult -> types.constructType(Redirect.class);
            case Response.SessionResult sessionResult ->
                types.constructParametricType(SessionChange.class, sessionResult.type());
        };
    }
}
