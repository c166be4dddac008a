package io.busbar.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.busbar.bus.Operation;
import io.busbar.bus.Upload;
import io.busbar.bus.json.Json;
import io.busbar.bus.json.RequestReader;
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

/** A multipart form: its files go to the blob store as they come, its text fields become fields of the request. */
final class FormBody implements BodyReader {
    /** Where the end of a form is looked for: the longest one, and a little that may follow it. */
    private static final int TAIL = 200;

    private final long most;
    private final RequestReader<?> reader;
    private final BlobStore blobs;
    /** The components that hold files, and whether many. */
    private final Map<String, Boolean> files = new HashMap<>();

    FormBody(Operation<?, ?> operation, RequestReader<?> reader, BlobStore blobs) {
        this.most = operation.maxRequest();
        this.reader = reader;
        this.blobs = blobs;
        for (RecordComponent component : operation.request().getRecordComponents()) {
            if (component.getType() == Upload.class) {
                files.put(component.getName(), false);
            } else if (component
                    .getGenericType()
                    .getTypeName()
                    .equals("java.util.List<" + Upload.class.getName() + ">")) {
                files.put(component.getName(), true);
            }
        }
    }

    @Override
    public void read(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next) {
        MediaType.require(exchange.request.headers(), "multipart/form-data", "multipart/form-data"::equals);
        String boundary = MediaType.boundary(exchange.request.headers());
        BufferedBody.refuseLonger(exchange, most);
        exchange.reading();
        new Arrival(exchange, parameters, next, "--" + boundary + "--").begin();
    }

    /** One form on its way in. */
    private final class Arrival {
        private final Exchange exchange;
        private final ObjectNode parameters;
        private final Consumer<ObjectNode> next;
        private final List<String> names = new ArrayList<>();
        private final List<Future<Upload>> uploads = new ArrayList<>();
        private final List<FieldError> errors = new ArrayList<>();

        private final String end;
        private Buffer tail = Buffer.buffer();

        Arrival(Exchange exchange, ObjectNode parameters, Consumer<ObjectNode> next, String end) {
            this.exchange = exchange;
            this.end = end;
            this.parameters = parameters;
            this.next = next;
        }

        void begin() {
            exchange.request.exceptionHandler(exchange::broken);
            exchange.request.setExpectMultipart(true);
            exchange.request.uploadHandler(this::file);
            exchange.request.handler(chunk -> {
                exchange.received(chunk.length());
                if (exchange.received() > most) {
                    exchange.fail(BufferedBody.tooLarge(most));
                }
                tail = last(tail.appendBuffer(last(chunk)));
            });
            exchange.request.endHandler(v -> {
                if (exchange.isOver()) {
                    return;
                }
                exchange.arrived();
                // Without its end a file would be waited for in vain.
                if (tail.toString(StandardCharsets.ISO_8859_1).contains(end)) {
                    exchange.then(Future.all(uploads), done -> next.accept(whole()));
                } else {
                    exchange.fail(Failure.of(FailureCode.MALFORMED_REQUEST, "The form breaks off before its end"));
                }
            });
            exchange.resume();
        }

        private static Buffer last(Buffer bytes) {
            return bytes.length() <= TAIL ? bytes : bytes.getBuffer(bytes.length() - TAIL, bytes.length());
        }

        private void file(HttpServerFileUpload file) {
            Boolean many = files.get(file.name());
            boolean again = names.contains(file.name());
            if (many == null || (again && !many) || exchange.isOver()) {
                errors.add(new FieldError(
                        Query.pointer(file.name()), many == null ? "is not a file here" : "takes one file"));
                file.handler(chunk -> {});
                return;
            }
            names.add(file.name());
            file.pause();
            String type = file.contentType();
            Future<Upload> upload = blobs.write(
                    file,
                    FileName.clean(file.filename()),
                    type == null || type.isEmpty() ? FileName.UNKNOWN_TYPE : type,
                    most);
            uploads.add(upload);
            upload.onFailure(error -> exchange.traffic.onLoop(() -> exchange.fail(error)));
        }

        private ObjectNode whole() {
            MultiMap fields = exchange.request.formAttributes();
            for (Map.Entry<String, String> field : fields) {
                Query.refuseNul(field.getKey(), field.getValue());
                if (field.getValue().indexOf('\ufffd') >= 0) { // what the decoder makes of broken UTF-8
                    errors.add(new FieldError(Query.pointer(field.getKey()), "is not valid UTF-8"));
                } else if (files.containsKey(field.getKey())) {
                    errors.add(new FieldError(Query.pointer(field.getKey()), "must be a file"));
                }
            }
            Failure.throwIfAny(errors);
            ObjectNode form = reader.form(fields);
            for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                if (Boolean.TRUE.equals(files.get(name))) {
                    form.withArray("/" + name).add(Json.tree(uploads.get(i).result()));
                } else {
                    form.set(name, Json.tree(uploads.get(i).result()));
                }
            }
            return reader.merge(parameters, form);
        }
    }
}
