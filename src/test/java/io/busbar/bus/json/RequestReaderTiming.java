package io.busbar.bus.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.services.catalog.CatalogOperations;
import io.busbar.services.catalog.CatalogOperations.CreateService;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Measures the cost of reading a body on the event loop, step by step: medians of rounds, in nanoseconds. Run by hand; it asserts nothing.
 */
final class RequestReaderTiming {
    private static final String BODY = """
            {"title":"Tap repair","description":"We fix dripping taps and replace seals.","category":"plumbing",
             "icon":"wrench","color":"#0a7cff"}""";

    /** Keeps the results reachable. */
    static volatile Object sink = "";

    private RequestReaderTiming() {}

    public static void main(String[] args) {
        RequestReader<CreateService> reader = RequestReader.of(CatalogOperations.CREATE);
        CompiledSchema schema = new CompiledSchema(RequestSchema.of(CreateService.class));
        Buffer bytes = Buffer.buffer(BODY);
        Buffer accented = Buffer.buffer(BODY.replace("taps", "Wasserhähne"));
        ObjectNode tree = (ObjectNode) Json.parse(bytes);
        Buffer hostile = Buffer.buffer("{" + names(900) + "}");

        time("strict UTF-8 and tree", () -> Json.parse(bytes));
        time("the same, not ASCII", () -> Json.parse(accented));
        time("validate", () -> schema.validate(tree));
        time("validate and bind", () -> reader.read(tree, true));
        time("all of it", () -> reader.read((ObjectNode) Json.parse(bytes), true));
        time("900 unknown fields", () -> refusal(reader, hostile));
    }

    private static String names(int count) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            names.append(i == 0 ? "" : ",").append("\"n").append(i).append("\":1");
        }
        return names.toString();
    }

    private static Failure refusal(RequestReader<?> reader, Buffer bytes) {
        try {
            reader.read((ObjectNode) Json.parse(bytes), true);
            throw new AssertionError("passed");
        } catch (Failure failure) {
            return failure;
        }
    }

    private static void time(String what, Supplier<Object> step) {
        int calls = 20_000;
        long[] rounds = new long[15];
        for (int round = 0; round < rounds.length; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                sink = step.get();
            }
            rounds[round] = (System.nanoTime() - start) / calls;
        }
        Arrays.sort(rounds);
        System.out.printf("%-24s %,8d ns%n", what, rounds[rounds.length / 2]);
    }
}
