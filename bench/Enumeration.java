import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times requests about known and unknown accounts in turn and compares the two samples: medians, and the two-sided Mann-Whitney test in its
 * normal approximation. Each request is about an account of its own and comes from an address of its own, so that no lockout is met.
 */
final class Enumeration {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TOKEN = Pattern.compile("token=([A-Za-z0-9_-]+)");
    private static final String PASSWORD = "a long enough secret 1";
    private static final String WRONG = "not the password 9";
    private static final int WARM_UP = 50;

    private static String base = "";
    private static int address;

    private record Sample(double nanos, int status, String body) {}

    public static void main(String[] args) throws Exception {
        base = args[0];
        int pairs = Integer.parseInt(args[1]) + WARM_UP;
        List<String> known = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            known.add("known" + i + "@example.org");
            register(known.get(i), "known" + i);
        }
        for (String email : known) {
            confirm(email);
        }
        System.out.printf("%d known accounts, as many unknown ones%n%n", pairs);
        System.out.println("| | known, ms | unknown, ms | gap of medians, ms | p |");
        System.out.println("|---|---:|---:|---:|---:|");
        boolean told = compare("signing in", pairs, i -> login(known.get(i), WRONG), i -> login("nobody" + i + "@example.org", WRONG));
        told |= compare("forgetting", pairs, i -> forgot(known.get(i)), i -> forgot("nobody" + i + "@example.org"));
        told |= compare(
                "registering", pairs, i -> register(known.get(i), "again" + i), i -> register("new" + i + "@example.org", "new" + i));
        told |= compare(
                "signing in with the right password before the address is proven",
                pairs,
                i -> login("new" + i + "@example.org", PASSWORD),
                i -> login("nobody-else" + i + "@example.org", PASSWORD));
        System.exit(told ? 1 : 0);
    }

    private static boolean compare(
            String name, int pairs, Function<Integer, Sample> known, Function<Integer, Sample> unknown) {
        List<Double> a = new ArrayList<>();
        List<Double> b = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            boolean first = ThreadLocalRandom.current().nextBoolean();
            Sample one = (first ? known : unknown).apply(i);
            Sample two = (first ? unknown : known).apply(i);
            if (one.status() != two.status() || !one.body().equals(two.body())) {
                System.out.println(name + " answers differently:\n" + one + "\n" + two);
                return true;
            }
            if (i >= WARM_UP) {
                (first ? a : b).add(one.nanos() / 1e6);
                (first ? b : a).add(two.nanos() / 1e6);
            }
        }
        double gap = median(a) - median(b);
        double p = mannWhitney(a, b);
        System.out.printf(Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %.3f |%n", name, median(a), median(b), gap, p);
        return Math.abs(gap) > 2 && p < 0.01;
    }

    private static Sample login(String email, String password) {
        return post("/api/auth/login", Map.of("identifier", email, "password", password));
    }

    private static Sample forgot(String email) {
        return post("/api/auth/forgot-password", Map.of("email", email));
    }

    private static Sample register(String email, String username) {
        return post("/api/auth/register", Map.of("email", email, "username", username, "password", PASSWORD));
    }

    private static void confirm(String email) throws Exception {
        for (int attempt = 0; attempt < 200; attempt++) {
            JsonNode mails = JSON.readTree(CLIENT.send(
                            HttpRequest.newBuilder(URI.create(base + "/dev/mail?to=" + email))
                                    .header("Accept", "application/json")
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
            Matcher link = TOKEN.matcher(mails.path(0).path("text").asText());
            if (link.find()) {
                post("/api/auth/verify-email", Map.of("token", link.group(1)));
                return;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("no mail for " + email);
    }

    /** The body without what differs by nature: ids. */
    private static Sample post(String path, Map<String, String> body) {
        try {
            address++;
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                    .header("Content-Type", "application/json")
                    .header("X-Forwarded-For", "10." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255))
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            long begun = System.nanoTime();
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            long nanos = System.nanoTime() - begun;
            String text = answer.body().replaceAll("\"(requestId|id)\":\"[^\"]*\"", "");
            if (answer.statusCode() == 429 || answer.statusCode() >= 500) {
                throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
            }
            return new Sample(nanos, answer.statusCode(), text);
        } catch (java.io.IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The two-sided p of the rank-sum test; times have no ties to speak of. */
    private static double mannWhitney(List<Double> a, List<Double> b) {
        double[] all = new double[a.size() + b.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i < a.size() ? a.get(i) : b.get(i - a.size());
        }
        Arrays.sort(all);
        double ranks = 0;
        for (double value : a) {
            ranks += Arrays.binarySearch(all, value) + 1;
        }
        double n = a.size();
        double m = b.size();
        double u = ranks - n * (n + 1) / 2;
        double z = (u - n * m / 2) / Math.sqrt(n * m * (n + m + 1) / 12);
        return 2 * (1 - normal(Math.abs(z)));
    }

    /** The normal distribution function (Abramowitz and Stegun, 26.2.17). */
    private static double normal(double z) {
        double t = 1 / (1 + 0.2316419 * z);
        double tail = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return 1 - Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * tail;
    }
}
