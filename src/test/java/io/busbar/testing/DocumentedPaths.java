package io.busbar.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the documented operation of a path. Literal segments take precedence over parameters. */
final class DocumentedPaths {
    private record DocumentedPath(Pattern address, long parameters, JsonNode methods) {}

    private final List<DocumentedPath> paths = new ArrayList<>();

    DocumentedPaths(JsonNode document) {
        document.path("paths").properties().forEach(path -> {
            JsonNode own = path.getValue().path("servers");
            for (JsonNode server : own.isMissingNode() ? document.path("servers") : own) {
                String base = server.path("url").asText();
                String whole = (base.equals("/") ? "" : base) + path.getKey();
                String regex = Pattern.quote(whole).replaceAll("\\{[^}]*}", "\\\\E[^/]+\\\\Q");
                long parameters = whole.chars().filter(c -> c == '{').count();
                paths.add(new DocumentedPath(Pattern.compile(regex), parameters, path.getValue()));
            }
        });
        paths.sort(Comparator.comparingLong(DocumentedPath::parameters));
    }

    /** Returns whether the path is documented. */
    boolean knows(String address) {
        return at(address).findAny().isPresent();
    }

    /** Returns the operation, or a missing node. */
    JsonNode operation(HttpMethod method, String address) {
        String name = method.name().toLowerCase(Locale.ROOT);
        return at(address)
                .map(documentedPath -> documentedPath.methods().path(name))
                .filter(operation -> !operation.isMissingNode())
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private Stream<DocumentedPath> at(String address) {
        int query = address.indexOf('?');
        String path = query < 0 ? address : address.substring(0, query);
        boolean slash = path.length() > 1 && path.endsWith("/");
        String plain = slash ? path.substring(0, path.length() - 1) : path;
        return paths.stream()
                .filter(documentedPath ->
                        documentedPath.address().matcher(plain).matches());
    }
}
