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
 * Measures the response times of requests for known and unknown accounts and compares the two samples by their medians and by the two-sided
 * Mann-Whitney test (normal approximation). Each request is for another account and comes from another address, so that no lockout applies.
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
        boolean distinguishable = compare("signing in", pairs, i -> login(known.get(i), WRONG), i -> login("nobody" + i + "@example.org", WRONG));
        distinguishable |= compare("forgotten password", pairs, i -> forgot(known.get(i)), i -> forgot("nobody" + i + "@example.org"));
        distinguishable |= compare(
                "registering", pairs, i -> register(known.get(i), "again" + i), i -> register("new" + i + "@example.org", "new" + i));
        distinguishable |= compare(
                "signing in with the right password before the address is verified",
                pairs,
                i -> login("new" + i + "@example.org", PASSWORD),
                i -> login("nobody-else" + i + "@example.org", PASSWORD));
        System.exit(distinguishable ? 1 : 0);
    }

    private static boolean compare(
            String name, int pairs, Function<Integer, Sample> known, Function<Integer, Sample> unknown) {
        List<Double> a = new ArrayList<>();
        List<Double> b = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            boolean first = ThreadLocalRandom.current().nextBoolean();
            Sample firstSample = (first ? known : unknown).apply(i);
            Sample secondSample = (first ? unknown : known).apply(i);
            if (firstSample.status() != secondSample.status() || !firstSample.body().equals(secondSample.body())) {
                System.out.println(name + " answers differently:\n" + firstSample + "\n" + secondSample);
                return true;
            }
            if (i >= WARM_UP) {
                (first ? a : b).add(firstSample.nanos() / 1e6);
                (first ? b : a).add(secondSample.nanos() / 1e6);
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

    /** Sends a request. The sample's body has no IDs, as these always differ. */
    private static Sample post(String path, Map<String, String> body) {
        try {
            address++;
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                    .header("Content-Type", "application/json")
                    .header("X-Forwarded-For", "10." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255))
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            long begin = System.nanoTime();
            HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            long nanos = System.nanoTime() - begin;
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

    /** Returns the two-sided p-value of the rank-sum test. Ties are ignored, as they are rare among response times. */
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
