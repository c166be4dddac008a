package io.busbar.bus;

import io.busbar.bus.jobs.Job;
import io.busbar.bus.jobs.JobDetails;
import io.busbar.bus.jobs.JobResult;
import io.busbar.bus.permissions.OperationResource;
import io.busbar.bus.permissions.ResourceType;
import io.busbar.bus.response.BinaryContent;
import io.busbar.bus.response.Download;
import io.busbar.bus.response.Redirect;
import io.busbar.bus.response.Response;
import io.busbar.bus.response.ResponseSize;
import io.busbar.bus.response.SessionChange;
import io.busbar.bus.response.TextContent;
import io.busbar.data.listing.Page;
import io.busbar.data.listing.PageCount;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds an operation from its access rule, request and limits. The call that names the response, such as {@link #returns}, creates the
 * operation. The defaults are those of an ordinary request: a timeout of 5 s, 64 KB for the request, 1 MB for the response, and the general
 * rate limit. GET, PUT and DELETE are idempotent; a POST that creates something honors an idempotency key.
 */
public final class OperationBuilder<I> {
    private static final long DEFAULT_MAX_RESPONSE_BYTES = 1 << 20;
    private static final Pattern PERMISSION = Pattern.compile("[a-z]{2,30}\\.[a-zA-Z]{1,60}");

    private final Contract contract;
    private final HttpMethod method;
    private final String action;
    private final String path;
    private final List<String> aliases;
    private final Class<I> request;
    private String summary = "";
    private String description = "";
    private @Nullable Access access;
    private String permission;
    private @Nullable ResourceType resourceType;
    private String resourceComponent = "";
    private RequestBody requestBody = new RequestBody.NoBody();
    private final Set<FailureCode> failures = EnumSet.noneOf(FailureCode.class);
    private RateTier tier = RateTier.GENERAL;
    private Duration timeout = Duration.ofSeconds(5);
    private long maxRequestBytes = 64 << 10;
    private @Nullable Long maxResponseBytes;
    private boolean idempotent;
    private boolean patches;

    OperationBuilder(
            Contract contract, HttpMethod method, String action, String path, List<String> aliases, Class<I> request) {
        this.contract = contract;
        this.method = method;
        this.action = action;
        this.path = path;
        this.aliases = aliases;
        this.request = request;
        this.permission = contract.service() + "." + action;
        this.idempotent = !method.equals(HttpMethod.POST);
    }

    /** Sets the title of the operation in the API reference. Required. */
    public OperationBuilder<I> summary(String text) {
        summary = text;
        return this;
    }

    /** Sets the longer description in the API reference, in Markdown. */
    public OperationBuilder<I> description(String text) {
        description = text;
        return this;
    }

    /** Sets the access rule. Required. */
    public OperationBuilder<I> allow(Access rule) {
        access = rule;
        return this;
    }

    /**
     * Sets the permission that a caller needs, such as {@code files.read}. The default is {@code <service>.<action>}.
     *
     * @throws IllegalArgumentException if the name is not two words of letters with a dot between them
     */
    public OperationBuilder<I> permission(String name) {
        if (!PERMISSION.matcher(name).matches()) {
            throw new IllegalArgumentException("Invalid permission: " + name);
        }
        permission = name;
        return this;
    }

    /**
     * Names the object that the operation concerns. The service's node then decides whether the caller may call the operation on it.
     *
     * @param component the component of the request record with the object's ID
     */
    public OperationBuilder<I> on(ResourceType type, String component) {
        resourceType = type;
        resourceComponent = component;
        return this;
    }

    /** Adds codes that this operation can fail with, besides those common to all operations with this kind of request. */
    public OperationBuilder<I> fails(FailureCode... codes) {
        failures.addAll(Set.of(codes));
        return this;
    }

    public OperationBuilder<I> tier(RateTier rateTier) {
        tier = rateTier;
        return this;
    }

    public OperationBuilder<I> timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    /** Sets the largest request body, in bytes. */
    public OperationBuilder<I> maxRequestBytes(long bytes) {
        maxRequestBytes = bytes;
        return this;
    }

    /** Sets the largest response, in bytes. The default is 1 MB, or more for a page whose items can be larger. */
    public OperationBuilder<I> maxResponseBytes(long bytes) {
        maxResponseBytes = bytes;
        return this;
    }

    /** Declares that repeating this POST has no further effect. */
    public OperationBuilder<I> idempotent() {
        idempotent = true;
        return this;
    }

    /** Declares an update of the given fields: a request without any field besides the path parameters is refused. */
    public OperationBuilder<I> patches() {
        patches = true;
        return this;
    }

    /** Reads path and query parameters, and for POST and PUT a JSON object, into this record. */
    public <J extends Record> OperationBuilder<J> takes(Class<J> type) {
        boolean hasBody = method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT);
        return withRequest(type, hasBody ? new RequestBody.JsonObjectBody() : new RequestBody.NoBody());
    }

    /** Reads path and query parameters only, for every method. */
    public <J extends Record> OperationBuilder<J> takesParameters(Class<J> type) {
        return withRequest(type, new RequestBody.NoBody());
    }

    /** Reads a JSON array as this component, and parameters as the other components. */
    public <J extends Record> OperationBuilder<J> takesArray(Class<J> type, String component) {
        return withRequest(type, new RequestBody.JsonArrayBody(component));
    }

    /** Reads a multipart form: text fields, and files as {@link io.busbar.data.Upload} components. */
    public <J extends Record> OperationBuilder<J> takesForm(Class<J> type) {
        return withRequest(type, new RequestBody.MultipartBody());
    }

    /** Reads the raw bytes of the body as this component. */
    public <J extends Record> OperationBuilder<J> takesRaw(Class<J> type, String component, String... mediaTypes) {
        return withRequest(type, new RequestBody.RawBody(component, Set.of(mediaTypes)));
    }

    /** Streams the body, of any media type, to the blob store and reads it as this {@link io.busbar.data.Upload} component. */
    public <J extends Record> OperationBuilder<J> takesStream(Class<J> type, String component) {
        return withRequest(type, new RequestBody.StreamedUpload(component));
    }

    public <O extends Record> Operation<I, O> returns(Class<O> type) {
        return build(new Response.JsonResult(type, 200));
    }

    /** Responds with 201. With an idempotency key, the operation runs at most once. */
    public <O extends Record> Operation<I, O> creates(Class<O> type) {
        return build(new Response.JsonResult(type, 201));
    }

    /** Responds with 202: the work continues in the background; the record says where to find its result. */
    public <O extends Record> Operation<I, O> returnsAccepted(Class<O> type) {
        return build(new Response.JsonResult(type, 202));
    }

    /** Responds with 202 and the started job, which {@code Location} names: {@code call.change(tx -> tx.startJob(JOB, owner, state))}. */
    public Operation<I, JobDetails> starts(Job<?> job) {
        return build(new Response.StartedJob(job.type()));
    }

    /** Responds with a JSON object of any shape, or with a file. */
    public Operation<I, JobResult> returnsJobResult() {
        return build(new Response.ResultOfJob());
    }

    public <T> Operation<I, ListResult<T>> returnsList(Class<T> item) {
        return build(new Response.JsonArrayResult(item, 200));
    }

    /** Responds with 201 and everything that was created. */
    public <T> Operation<I, ListResult<T>> createsList(Class<T> item) {
        return build(new Response.JsonArrayResult(item, 201));
    }

    /** Responds with a page; the handler adds the counts with {@link Page#withCount}. */
    public <T> Operation<I, Page<T>> returnsPage(Class<T> item, PageCount... counts) {
        return build(new Response.PageResult(item, List.of(counts)));
    }

    public Operation<I, Empty> returnsEmpty() {
        return build(new Response.NoContentResult());
    }

    public Operation<I, BinaryContent> returnsBytes(String... mediaTypes) {
        return build(new Response.BinaryResult(Set.of(mediaTypes)));
    }

    public Operation<I, Download> returnsDownload() {
        return build(new Response.StreamResult());
    }

    public Operation<I, TextContent> returnsText(String mediaType) {
        return build(new Response.TextResult(mediaType));
    }

    public Operation<I, Redirect> redirects() {
        return build(new Response.RedirectResult());
    }

    public <B extends Record> Operation<I, SessionChange<B>> changesSession(Class<B> type) {
        return build(new Response.SessionResult(type, 200));
    }

    private <J> OperationBuilder<J> withRequest(Class<J> type, RequestBody kind) {
        OperationBuilder<J> copy = new OperationBuilder<>(contract, method, action, path, aliases, type);
        copy.summary = summary;
        copy.description = description;
        copy.access = access;
        copy.permission = permission;
        copy.resourceType = resourceType;
        copy.resourceComponent = resourceComponent;
        copy.requestBody = kind;
        copy.failures.addAll(failures);
        copy.tier = tier;
        copy.timeout = timeout;
        copy.maxRequestBytes = maxRequestBytes;
        copy.maxResponseBytes = maxResponseBytes;
        copy.idempotent = idempotent;
        copy.patches = patches;
        return copy;
    }

    /** Builds the operation and adds it to the contract. */
    private <O> Operation<I, O> build(Response response) {
        if (access == null) {
            throw new IllegalStateException(contract.service() + "." + action + " has no access rule");
        }
        OperationResource resource = resource(access);
        if (access.isPublicShared() && !(method.equals(HttpMethod.GET) && response.isJson())) {
            throw new IllegalStateException(
                    contract.service() + "." + action + " cannot be publicShared: it is not a GET that returns JSON");
        }
        boolean createsOrAccepts = response.status() == 201 || response.status() == 202;
        boolean supportsIdempotencyKey =
                method.equals(HttpMethod.POST) && createsOrAccepts && !(response instanceof Response.SessionResult);
        Operation<I, O> operation = new Operation<>(
                contract.service(),
                action,
                method,
                path,
                aliases,
                summary,
                description,
                access,
                permission,
                resource,
                requestBody,
                request,
                response,
                failures,
                tier,
                timeout,
                maxRequestBytes,
                maxResponseBytes == null ? defaultMaxResponseBytes(response) : maxResponseBytes,
                idempotent,
                patches,
                supportsIdempotencyKey,
                null);
        contract.add(operation);
        return operation;
    }

    private @Nullable OperationResource resource(Access rule) {
        String name = contract.service() + "." + action;
        if (resourceType == null) {
            if (rule instanceof Access.PerObject) {
                throw new IllegalStateException(
                        name + " has a rule about an object and names none; add .on(TYPE, \"component\")");
            }
            return null;
        }
        if (rule.grantSources().isEmpty()) {
            throw new IllegalStateException(name + " concerns an object, so its access rule must require sign-in");
        }
        if (!resourceType.service().equals(contract.service())) {
            throw new IllegalStateException(
                    name + " concerns an object of another service, whose owner only that one knows");
        }
        return OperationResource.of(name, resourceType, request, resourceComponent);
    }

    private static long defaultMaxResponseBytes(Response response) {
        return response instanceof Response.PageResult page
                ? Math.max(DEFAULT_MAX_RESPONSE_BYTES, ResponseSize.ofPage(page.item()))
                : DEFAULT_MAX_RESPONSE_BYTES;
    }
}
