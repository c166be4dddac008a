package io.busbar.http.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.RequestReader;
import io.busbar.data.Upload;
import io.busbar.http.BlobStore;
import io.busbar.http.server.Exchange;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads a multipart form. Its files stream to the blob store, and its text fields become fields of the request. */
final class MultipartBodyReader implements BodyReader {
    /**
     * Number of trailing bytes to keep for finding the closing delimiter: the longest possible delimiter and some padding after it.
     */
    private static final int TAIL_BYTES = 200;

    private final long maxBytes;
    private final RequestReader<?> reader;
    private final BlobStore blobStore;
    /** Names of the components that hold files; the value is true if the component takes several. */
    private final Map<String, Boolean> fileComponents = new HashMap<>();

    MultipartBodyReader(Operation<?, ?> operation, RequestReader<?> reader, BlobStore blobStore) {
        this.maxBytes = operation.maxRequestBytes();
        this.reader = reader;
        this.blobStore = blobStore;
        for (RecordComponent component : operation.request().getRecordComponents()) {
            String type = component.getGenericType().getTypeName();
            if (component.getType() == Upload.class) {
                fileComponents.put(component.getName(), false);
            } else if (type.equals("java.util.List<" + Upload.class.getName() + ">")) {
                fileComponents.put(component.getName(), true);
            }
        }
    }

    @Override
    public void read(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next) {
        MediaType.require(exchange.request.headers(), "multipart/form-data", "multipart/form-data"::equals);
        String boundary = MediaType.boundary(exchange.request.headers());
        FormReader form = new FormReader(exchange, parameters, next, "--" + boundary + "--");
        exchange.body.readForm(maxBytes, form::receiveFile, form::receiveChunk, form::finish);
    }

    /** Reads one form. */
    private final class FormReader {
        private final Exchange exchange;
        private final ObjectNode parameters;
        private final Consumer<ObjectNode> next;
        private final List<String> fileFields = new ArrayList<>();
        private final List<Future<Upload>> uploads = new ArrayList<>();
        private final List<FieldError> errors = new ArrayList<>();

        private final String closingDelimiter;
        private Buffer tail = Buffer.buffer();

        FormReader(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next, String closingDelimiter) {
            this.exchange = exchange;
            this.closingDelimiter = closingDelimiter;
            this.parameters = parameters;
            this.next = next;
        }

        private void receiveChunk(Buffer chunk) {
            tail = lastBytes(tail.appendBuffer(lastBytes(chunk)));
        }

        private void finish() {
            // Without the closing delimiter, the upload of the last file would never complete.
            if (!tail.toString(StandardCharsets.ISO_8859_1).contains(closingDelimiter)) {
                throw Failure.of(FailureCode.MALFORMED_REQUEST, "The form is incomplete");
            }
            exchange.then(Future.all(uploads), done -> next.accept(mergedRequest()));
        }

        private static Buffer lastBytes(Buffer bytes) {
            return bytes.length() <= TAIL_BYTES ? bytes : bytes.getBuffer(bytes.length() - TAIL_BYTES, bytes.length());
        }

        private void receiveFile(HttpServerFileUpload file) {
            Boolean allowsMany = fileComponents.get(file.name());
            boolean isRepeated = fileFields.contains(file.name());
            if (allowsMany == null || (isRepeated && !allowsMany) || exchange.isCompleted()) {
                errors.add(new FieldError(
                        QueryString.jsonPointer(file.name()),
                        allowsMany == null ? "does not take a file" : "takes only one file"));
                file.handler(chunk -> {});
                return;
            }
            fileFields.add(file.name());
            file.pause();
            String type = file.contentType();
            Future<Upload> upload = blobStore.write(
                    file,
                    ContentDisposition.sanitize(file.filename()),
                    type == null || type.isEmpty() ? ContentDisposition.DEFAULT_MEDIA_TYPE : type,
                    maxBytes);
            uploads.add(upload);
            upload.onFailure(error -> exchange.tracker.runOnEventLoop(() -> exchange.fail(error)));
        }

        private ObjectNode mergedRequest() {
            MultiMap fields = exchange.request.formAttributes();
            fields.forEach(field -> checkField(field.getKey(), field.getValue()));
            Failure.throwIfAny(errors);
            ObjectNode form = reader.form(fields);
            addUploads(form);
            return reader.merge(parameters, form);
        }

        private void checkField(String name, String value) {
            QueryString.rejectNul(name, value);
            if (value.indexOf('\ufffd') >= 0) { // the replacement character that the decoder inserts for invalid UTF-8
                errors.add(new FieldError(QueryString.jsonPointer(name), "is not valid UTF-8"));
            } else if (fileComponents.containsKey(name)) {
                errors.add(new FieldError(QueryString.jsonPointer(name), "must be a file"));
            }
        }

        private void addUploads(ObjectNode form) {
            for (int i = 0; i < fileFields.size(); i++) {
                String name = fileFields.get(i);
                JsonNode upload = Json.tree(uploads.get(i).result());
                if (Boolean.TRUE.equals(fileComponents.get(name))) {
                    form.withArray("/" + name).add(upload);
                } else {
                    form.set(name, upload);
                }
            }
        }
    }
}
