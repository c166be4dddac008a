package io.busbar.bus.runtime.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.bus.Access;
import io.busbar.bus.Contract;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.Operation;
import io.busbar.bus.json.RuntimeSchemaCheck;
import io.busbar.bus.runtime.RuntimeOperation;
import io.busbar.bus.runtime.RuntimeResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks one runtime operation against the rules for operations of the service that hosts it. */
final class RuntimeOperationCheck {
    private static final Set<String> METHODS = new TreeSet<>(List.of("GET", "POST", "PUT", "DELETE"));
    private static final String ACTION = "[a-z][A-Za-z0-9]{0,59}";
    private static final String SEGMENT = "[A-Za-z0-9][A-Za-z0-9._~-]*|\\{[A-Za-z_][A-Za-z0-9_]*}";
    private static final int MAX_PATH_LENGTH = 200;
    private static final int MAX_SUMMARY_LENGTH = 200;
    private static final int MAX_DESCRIPTION_LENGTH = 5_000;
    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(30);
    private static final long MAX_REQUEST_BYTES = 1 << 20;
    private static final long MAX_RESPONSE_BYTES = 4 << 20;

    private final String prefix;
    private final String service;
    private final CodeOperations codeOperations;

    RuntimeOperationCheck(Contract host, CodeOperations codeOperations) {
        this.service = host.service();
        this.prefix = host.operationPrefix().orElseThrow();
        this.codeOperations = codeOperations;
    }

    /** Returns the problems of an operation, whose JSON pointer is given. */
    List<FieldError> errors(RuntimeOperation operation, String pointer) {
        List<FieldError> errors = new ArrayList<>();
        checkAction(operation.action(), pointer + "/action", errors);
        if (!METHODS.contains(operation.method())) {
            errors.add(new FieldError(pointer + "/method", "must be one of " + String.join(", ", METHODS)));
        }
        checkPath(operation.path(), pointer + "/path", errors);
        checkTexts(operation, pointer, errors);
        checkAccess(operation, pointer + "/access", errors);
        checkLimits(operation, pointer, errors);
        errors.addAll(RuntimeSchemaCheck.ofRequest(operation.request(), pointer + "/request"));
        checkResponse(operation.response(), pointer + "/response", errors);
        if (errors.isEmpty()) {
            checkParameters(operation, pointer, errors);
        }
        return errors;
    }

    private void checkAction(String action, String pointer, List<FieldError> errors) {
        if (!action.matches(ACTION)) {
            errors.add(new FieldError(
                    pointer, "must be at most 60 letters and digits and start with a lower-case letter"));
        } else {
            codeOperations
                    .actionError(service, action)
                    .ifPresent(message -> errors.add(new FieldError(pointer, message)));
        }
    }

    private void checkPath(String path, String pointer, List<FieldError> errors) {
        if (!path.equals(prefix) && !path.startsWith(prefix + "/")) {
            errors.add(new FieldError(pointer, "must begin with " + prefix));
            return;
        }
        if (path.length() > MAX_PATH_LENGTH) {
            errors.add(new FieldError(pointer, "must be at most " + MAX_PATH_LENGTH + " characters"));
        }
        for (String segment : path.substring(1).split("/", -1)) {
            if (!segment.matches(SEGMENT)) {
                errors.add(new FieldError(
                        pointer, "must consist of segments of letters, digits and ._~-, or {parameters}"));
                return;
            }
        }
        List<String> parameters = Operation.pathParameters(path);
        if (new HashSet<>(parameters).size() < parameters.size()) {
            errors.add(new FieldError(pointer, "must not have a parameter twice"));
        }
    }

    private static void checkTexts(RuntimeOperation operation, String pointer, List<FieldError> errors) {
        if (operation.summary().isBlank() || operation.summary().length() > MAX_SUMMARY_LENGTH) {
            errors.add(new FieldError(pointer + "/summary", "must have 1 to " + MAX_SUMMARY_LENGTH + " characters"));
        }
        if (operation.description().length() > MAX_DESCRIPTION_LENGTH) {
            errors.add(new FieldError(
                    pointer + "/description", "must be at most " + MAX_DESCRIPTION_LENGTH + " characters"));
        }
    }

    private static void checkAccess(RuntimeOperation operation, String pointer, List<FieldError> errors) {
        if (operation.access() instanceof Access.Internal) {
            errors.add(new FieldError(pointer, "must not be internal: the operation has a path"));
        }
        if (operation.access() instanceof Access.PerObject) {
            errors.add(new FieldError(pointer, "must not depend on an object: the operation names none"));
        }
        boolean returnsJson = operation.response().kind() != RuntimeResponse.BodyKind.NONE;
        if (operation.access().isPublicShared() && !(operation.method().equals("GET") && returnsJson)) {
            errors.add(new FieldError(pointer, "can be public and shared only for a GET that returns JSON"));
        }
    }

    private static void checkLimits(RuntimeOperation operation, String pointer, List<FieldError> errors) {
        Duration timeout = operation.timeout();
        if (timeout.compareTo(MIN_TIMEOUT) < 0 || timeout.compareTo(MAX_TIMEOUT) > 0) {
            errors.add(new FieldError(pointer + "/timeout", "must be between " + MIN_TIMEOUT + " and " + MAX_TIMEOUT));
        }
        checkSize(operation.maxRequestBytes(), MAX_REQUEST_BYTES, pointer + "/maxRequestBytes", errors);
        checkSize(operation.maxResponseBytes(), MAX_RESPONSE_BYTES, pointer + "/maxResponseBytes", errors);
    }

    private static void checkSize(long bytes, long maximum, String pointer, List<FieldError> errors) {
        if (bytes < 1 || bytes > maximum) {
            errors.add(new FieldError(pointer, "must be between 1 and " + maximum));
        }
    }

    private static void checkResponse(RuntimeResponse response, String pointer, List<FieldError> errors) {
        Set<Integer> statuses = new TreeSet<>(
                switch (response.kind()) {
                    case OBJECT -> Set.of(200, 201, 202);
                    case ARRAY -> Set.of(200, 201);
                    case PAGE -> Set.of(200);
                    case NONE -> Set.of(204);
                });
        if (!statuses.contains(response.status())) {
            errors.add(new FieldError(
                    pointer + "/status",
                    "must be one of " + statuses.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
        if (response.kind() == RuntimeResponse.BodyKind.NONE && response.schema() != null) {
            errors.add(new FieldError(pointer + "/schema", "must not be given: the response has no body"));
        } else if (response.kind() != RuntimeResponse.BodyKind.NONE && response.schema() == null) {
            errors.add(new FieldError(pointer + "/schema", "is required"));
        } else if (response.schema() != null) {
            errors.addAll(RuntimeSchemaCheck.ofResponse(response.schema(), pointer + "/schema"));
        }
    }

    /** Checks the properties that come from the path or the query, which are texts. */
    private static void checkParameters(RuntimeOperation operation, String pointer, List<FieldError> errors) {
        JsonNode properties = operation.request().path("properties");
        List<String> inPath = Operation.pathParameters(operation.path());
        Set<String> required = new HashSet<>();
        operation.request().path("required").forEach(name -> required.add(name.asText()));
        for (String name : inPath) {
            if (!required.contains(name)) {
                errors.add(new FieldError(
                        pointer + "/path", "has the parameter {" + name + "}, which the request does not require"));
            }
        }
        boolean hasQuery =
                operation.method().equals("GET") || operation.method().equals("DELETE");
        properties.properties().forEach(property -> {
            if ((hasQuery || inPath.contains(property.getKey()))
                    && !RuntimeSchemaCheck.isParameter(property.getValue())) {
                errors.add(new FieldError(
                        pointer + "/request/properties/" + property.getKey(),
                        "is a parameter, so it must be a text, a number, true or false, or a list of such"));
            }
        });
    }
}
