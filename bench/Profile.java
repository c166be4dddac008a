import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Prints the share of CPU time of each part of a node. Each sample of a flight recording counts for the part of its innermost known frame.
 * Argument: path of the recording.
 */
public final class Profile {
    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("io.busbar.http.limits", "http: rate limits");
        PARTS.put("io.busbar.http.server.FrontendMetrics", "http: metrics");
        PARTS.put("io.micrometer", "http: metrics");
        PARTS.put("io.busbar.http.server.AccessLog", "http: access log");
        PARTS.put("ch.qos.logback", "http: access log");
        PARTS.put("io.busbar.http", "http: other");
        PARTS.put("io.busbar.tokens", "tokens");
        PARTS.put("com.networknt", "validation");
        PARTS.put("io.busbar.bus.json", "JSON and validation");
        PARTS.put("com.fasterxml", "JSON and validation");
        PARTS.put("io.busbar.bus.rpc", "rpc");
        PARTS.put("io.vertx.core.eventbus", "rpc");
        PARTS.put("io.busbar.bus.outbox", "outbox");
        PARTS.put("io.busbar", "services");
        PARTS.put("io.vertx.pgclient", "PostgreSQL client");
        PARTS.put("io.vertx.sqlclient", "PostgreSQL client");
        PARTS.put("com.hazelcast", "Hazelcast");
        PARTS.put("io.vertx.core.http", "Vert.x HTTP");
        PARTS.put("io.netty.handler.codec.http", "Vert.x HTTP");
        PARTS.put("io.netty", "Netty: sockets and buffers");
        PARTS.put("io.vertx", "Vert.x: other");
    }

    private Profile() {}

    public static void main(String[] args) throws Exception {
        Map<String, Integer> counts = new HashMap<>();
        int all = 0;
        try (RecordingFile recording = new RecordingFile(Path.of(args[0]))) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                String kind = event.getEventType().getName();
                if ((kind.equals("jdk.ExecutionSample") || kind.equals("jdk.NativeMethodSample"))
                        && event.getStackTrace() != null
                        && !part(event).equals("idle")) {
                    counts.merge(part(event), 1, Integer::sum);
                    all++;
                }
            }
        }
        int total = all;
        System.out.println("| part | share of " + total + " samples |\n|---|---:|");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .forEach(entry -> System.out.printf("| %s | %.1f %% |%n", entry.getKey(), 100.0 * entry.getValue() / total));
    }

    private static String part(RecordedEvent event) {
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            String name = frame.getMethod().getType().getName();
            if (frame.getMethod().getName().matches("epollWait0?|wait|poll0?") || name.endsWith("EPoll")) {
                return "idle";
            }
            for (Map.Entry<String, String> part : PARTS.entrySet()) {
                if (name.startsWith(part.getKey())) {
                    return part.getValue();
                }
            }
        }
        return "JDK and other";
    }
}
