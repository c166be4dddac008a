package io.busbar.bus.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FromCookie;
import io.busbar.bus.FromHeader;
import io.busbar.bus.Operation;
import io.busbar.bus.RequestBody;
import io.busbar.bus.Require;
import io.busbar.bus.response.SessionCookie;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Converts a client's request to the operation's request record, or reports the error of each invalid field. Texts that are marked with
 * {@link io.busbar.bus.Line} or {@link io.busbar.bus.Text} are normalized first. It is compiled once per operation and thread-safe.
 *
 * <p>The HTTP frontend calls {@link #parameters}, for a form {@link #form}, then {@link #merge} with the parsed body, then {@link #read}.
 * For an {@link io.busbar.data.Upload} it sets {@code Json.tree(upload)} at the component before reading, and for a raw body the bytes as a
 * binary node.
 */
public final class RequestReader<I> {
    private static final List<FieldError> NOTHING_TO_CHANGE =
            List.of(new FieldError("", "must have at least one field to change"));

    private final Operation<I, ?> operation;
    private final ParameterConverter parameterConverter;
    private final Optional<RequestShape> shape;
    private final CompiledSchema compiledSchema;
    private final Set<String> patchedFields;
    private final ObjectReader recordReader;
    private final Map<String, SessionCookie> cookies;
    private final Map<String, String> headers;

    private RequestReader(Operation<I, ?> operation, ObjectNode schema, Function<ObjectNode, CompiledSchema> compiler) {
        this.operation = operation;
        ContractValidator.validate(operation, schema);
        this.parameterConverter = new ParameterConverter(operation, schema);
        this.shape = RequestShape.of(schema);
        this.compiledSchema = compiler.apply(schema);
        this.patchedFields = patchedFields(operation, schema);
        this.recordReader = Json.mapper().readerFor(operation.request());
        this.cookies = components(operation.request(), FromCookie.class, FromCookie::value);
        this.headers = components(operation.request(), FromHeader.class, FromHeader::value);
    }

    /**
     * Compiles the reader of an operation.
     *
     * @throws IllegalStateException if the request record does not fit the operation, or has a list or map without a maximum size
     */
    public static <I> RequestReader<I> of(Operation<I, ?> operation) {
        return new RequestReader<>(operation, RequestSchema.of(operation.request()), CompiledSchema::new);
    }

    /**
     * Creates the reader of an operation whose request is a JSON object of this schema, which {@link RuntimeSchemaCheck} has found valid. It
     * is not compiled yet.
     *
     * @throws RuntimeException if the schema does not fit the operation
     */
    public static RequestReader<ObjectNode> of(Operation<ObjectNode, ?> operation, ObjectNode runtimeSchema) {
        ObjectNode schema = RequestSchema.prepare(Schemas.withKnownProperties(runtimeSchema));
        return new RequestReader<>(operation, schema, CompiledSchema::ofRuntime);
    }

    /**
     * Compiles the schema of the requests.
     *
     * @throws RuntimeException if that is not possible
     */
    public void compile() {
        compiledSchema.compile();
    }

    /**
     * Returns path and query parameters by component name, converted to the components' types; repeated parameters become lists. Nothing is
     * validated here except that the query is allowed: text that can't be converted stays text and is reported by {@link #read}.
     *
     * @throws Failure VALIDATION_ERROR for query parameters if all other fields are sent in the body
     */
    public ObjectNode parameters(Map<String, String> path, MultiMap query) {
        return parameterConverter.convertAll(path, query);
    }

    /** Returns the text fields of a form, converted in the same way. */
    public ObjectNode form(MultiMap fields) {
        return parameterConverter.convert(fields);
    }

    /**
     * Merges the parameters and the parsed JSON body.
     *
     * @param body null if there is none
     * @throws Failure VALIDATION_ERROR if the body has the wrong JSON type or repeats a parameter
     */
    public ObjectNode merge(ObjectNode parameters, @Nullable JsonNode body) {
        if (body == null) {
            return parameters;
        }
        return operation.requestBody() instanceof RequestBody.JsonArrayBody array
                ? mergeArray(parameters, body, array.component())
                : mergeObject(parameters, body);
    }

    private static ObjectNode mergeArray(ObjectNode parameters, JsonNode body, String component) {
        Require.that(body.isArray(), () -> Failure.invalid("", "must be a list"));
        return parameters.set(component, body);
    }

    private static ObjectNode mergeObject(ObjectNode parameters, JsonNode body) {
        if (!(body instanceof ObjectNode object)) {
            throw Failure.invalid("", "must be an object");
        }
        List<FieldError> duplicates = new ArrayList<>(0);
        for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
            if (object.has(parameter.getKey())) {
                duplicates.add(new FieldError(JsonPointers.of(parameter.getKey()), "is already given in the path"));
            }
        }
        Failure.throwIfAny(duplicates);
        return object.setAll(parameters);
    }

    /** Returns the components that are filled from cookies. */
    public Map<String, SessionCookie> cookies() {
        return cookies;
    }

    /** Returns the components that are filled from headers, with the headers' names. */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * Reads the request record of a client strictly.
     *
     * @param headerValues the values from cookies and headers, by component
     * @throws Failure VALIDATION_ERROR with every invalid field by its JSON pointer
     */
    public I read(ObjectNode request, Map<String, String> headerValues) {
        validate(request, true);
        headerValues.forEach(request::put);
        return toRecord(request);
    }

    /**
     * Reads the request record of a client that sent all fields in one object, including path parameters and lists.
     *
     * @throws Failure VALIDATION_ERROR with every invalid field by its JSON pointer
     */
    public I readMessage(ObjectNode request) {
        Failure.throwIfAny(errors(request, true));
        return toRecord(request);
    }

    /**
     * Reads a request record that another service sent over the bus.
     *
     * @param strict whether unknown fields are refused; they are for every sender except nodes of this cluster
     * @throws Failure VALIDATION_ERROR with every invalid field by its JSON pointer
     */
    public I read(ObjectNode request, boolean strict) {
        validate(request, strict);
        return toRecord(request);
    }

    private void validate(ObjectNode request, boolean strict) {
        List<FieldError> errors = errors(request, strict);
        if (!errors.isEmpty()) {
            throw Failure.invalid(
                    operation.requestBody() instanceof RequestBody.JsonArrayBody array
                            ? relativeToArray(errors, array)
                            : errors);
        }
    }

    private List<FieldError> errors(ObjectNode request, boolean strict) {
        RequestFindings findings = new RequestFindings(strict);
        shape.ifPresent(root -> root.check(request, findings));
        List<FieldError> errors = findings.with(compiledSchema.validate(request));
        return errors.isEmpty() && isEmptyPatch(request) ? NOTHING_TO_CHANGE : errors;
    }

    private boolean isEmptyPatch(ObjectNode request) {
        return operation.patches() && patchedFields.stream().noneMatch(request::hasNonNull);
    }

    private static Set<String> patchedFields(Operation<?, ?> operation, ObjectNode schema) {
        Set<String> fields = new HashSet<>();
        schema.path("properties").fieldNames().forEachRemaining(fields::add);
        Operation.pathParameters(operation.path()).forEach(fields::remove);
        return fields;
    }

    private I toRecord(ObjectNode request) {
        try {
            return recordReader.readValue(request);
        } catch (JsonMappingException e) {
            throw toFailure(e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(operation.name(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <A extends Annotation, V> Map<String, V> components(
            Class<?> request, Class<A> annotationType, Function<A, V> source) {
        if (!request.isRecord()) {
            return Map.of();
        }
        Map<String, V> found = new LinkedHashMap<>();
        for (RecordComponent component : request.getRecordComponents()) {
            A annotation = component.getAnnotation(annotationType);
            if (annotation != null) {
                found.put(component.getName(), source.apply(annotation));
            }
        }
        return Collections.unmodifiableMap(found);
    }

    /** Returns the errors of an array body relative to the array, because the client does not know the component's name. */
    private static List<FieldError> relativeToArray(List<FieldError> errors, RequestBody.JsonArrayBody array) {
        String prefix = JsonPointers.of(array.component());
        return errors.stream()
                .map(error -> error.field().equals(prefix) || error.field().startsWith(prefix + "/")
                        ? new FieldError(error.field().substring(prefix.length()), error.msg())
                        : error)
                .toList();
    }

    /**
     * Converts the error of a value that passed the schema and still does not fit the record. A record may also refuse a value with a
     * {@link Failure}.
     */
    private static Failure toFailure(JsonMappingException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return failure;
            }
        }
        return Failure.invalid(JsonPointers.of(e.getPath()), "is not valid");
    }
}
