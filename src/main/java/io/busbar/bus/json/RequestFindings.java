package io.busbar.bus.json;

import io.busbar.bus.Failure.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One walk through a request: where it is, and the errors found so far. A field has one error, the first that was found, and a request has
 * 100 errors, because a hostile one can cause any number.
 */
final class RequestFindings {
    private static final int MAX_ERRORS = 100;

    private final boolean strict;

    /** The names of fields and indexes of items from the request down to the current value. */
    private final List<Object> path = new ArrayList<>(4);

    private Map<String, String> messageByField = Map.of(); // most requests have no error
    private List<FieldError> subordinateErrors = List.of();

    /** @param strict whether unknown fields are errors */
    RequestFindings(boolean strict) {
        this.strict = strict;
    }

    boolean isStrict() {
        return strict;
    }

    boolean isFull() {
        return messageByField.size() >= MAX_ERRORS;
    }

    /** Goes to a field or an item of the current value. */
    void enter(Object nameOrIndex) {
        path.add(nameOrIndex);
    }

    /** Returns to the value that contains the current one. */
    void leave() {
        path.removeLast();
    }

    /** Adds an error of the current value, unless it has one. */
    void add(String message) {
        add(pointer(), message);
    }

    /** Adds an error of the current value that counts only if the schema has nothing against it. */
    void addSubordinate(String message) {
        if (subordinateErrors.isEmpty()) {
            subordinateErrors = new ArrayList<>();
        }
        if (subordinateErrors.size() < MAX_ERRORS) {
            subordinateErrors.add(new FieldError(pointer(), message));
        }
    }

    /** Returns all errors, together with those of the schema validator. */
    List<FieldError> with(List<FieldError> schemaErrors) {
        if (messageByField.isEmpty() && subordinateErrors.isEmpty()) {
            return schemaErrors;
        }
        schemaErrors.forEach(error -> add(error.field(), error.msg()));
        subordinateErrors.forEach(error -> add(error.field(), error.msg()));
        List<FieldError> errors = new ArrayList<>(messageByField.size());
        messageByField.forEach((field, message) -> errors.add(new FieldError(field, message)));
        return errors;
    }

    private void add(String field, String message) {
        if (messageByField.isEmpty()) {
            messageByField = new LinkedHashMap<>();
        }
        if (!isFull()) {
            messageByField.putIfAbsent(field, message);
        }
    }

    private String pointer() {
        StringBuilder pointer = new StringBuilder();
        for (Object step : path) {
            pointer.append(step instanceof String name ? JsonPointers.of(name) : "/" + step);
        }
        return pointer.toString();
    }
}
