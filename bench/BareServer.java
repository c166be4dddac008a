import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The baseline for Busbar's benchmarks: vertx-web and vertx-pg-client with the same token check and the same statements, tuned the same way
 * (one instance per core, prepared statements, pipelining, a cache of verified tokens). It has no bus, no validation, no rate limit, no audit
 * trail, no events, no metrics and no access log.
 *
 * <p>Arguments: port, database URI, JWKS URL.
 */
public final class BareServer extends AbstractVerticle {
    private static final String COLUMNS = "id, title, description, category, icon, color, created_at, updated_at";
    private static final String LIST = """
        select %s, lower(title) as sort, (select count(*) from catalog.service where true) as total
        from catalog.service
        where (lower(title), id) > ($1, $2)
        order by lower(title), id
        limit $3""".formatted(COLUMNS);
    private static final String SEARCH = """
        select %s, score::text as sort, null::bigint as total
        from (select *, extensions.word_similarity($4, title)
                        + extensions.word_similarity($4, title || ' ' || description) as score
              from catalog.service
              where (title || ' ' || description) operator(extensions.%%>) $4) as hit
        where (-score, id) > (-($1::text::real), $2)
        order by -score, id
        limit $3""".formatted(COLUMNS);
    private static final String INSERT = """
        insert into catalog.service (title, description, category, icon, color) values ($1, $2, $3, $4, $5)
        returning %s""".formatted(COLUMNS);
    private static final String ME = """
        select id, username, email, pending_email, phone, phone_verified, role, status, status_reason, token_version, created_at, updated_at, full_name,
               profile_picture, bio, skills, address, social_links, work_gallery, category, hourly_rate, currency, currency_digits,
               rating_sum, rating_count, session_timeout_minutes
        from users.account where id = $1""";
    private static final String PROFESSIONALS = """
        select id, username, full_name, profile_picture, bio, skills, category, hourly_rate, currency, currency_digits,
               address ->> 'city' as city, address ->> 'state' as state, work_gallery, rating_sum, rating_count, created_at,
               rating_rank as sort, (select count(*) from (select from users.account where listed limit 10001) as counted) as total
        from users.account where listed
        order by rating_rank desc, id desc
        limit $1""";
    private static final UUID MIN_UUID = new UUID(0, 0);

    private final int port;
    private final String database;
    private final JsonObject jwks;
    private final Map<String, JsonObject> verified = new ConcurrentHashMap<>();

    private BareServer(int port, String database, JsonObject jwks) {
        this.port = port;
        this.database = database;
        this.jwks = jwks;
    }

    public static void main(String[] args) throws Exception {
        HttpResponse<String> keys = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(args[2])).build(), HttpResponse.BodyHandlers.ofString());
        JsonObject jwks = new JsonObject(keys.body());
        Vertx vertx = Vertx.vertx();
        int cores = Runtime.getRuntime().availableProcessors();
        vertx.deployVerticle(
                        () -> new BareServer(Integer.parseInt(args[0]), args[1], jwks),
                        new DeploymentOptions().setInstances(cores))
                .onSuccess(id -> System.out.println("bare server on " + args[0]))
                .onFailure(e -> {
                    e.printStackTrace();
                    System.exit(1);
                });
    }

    @Override
    public void start(Promise<Void> started) {
        PgConnectOptions options = PgConnectOptions.fromUri(database)
                .setCachePreparedStatements(true)
                .setPipeliningLimit(128);
        SqlClient sql = PgBuilder.client()
                .with(new PoolOptions().setMaxSize(4))
                .connectingTo(options)
                .using(vertx)
                .build();
        JWTAuthOptions rules = new JWTAuthOptions()
                .setJWTOptions(new JWTOptions().setIssuer("busbar").setAudience(List.of("busbar-api")));
        jwks.getJsonArray("keys").forEach(key -> rules.addJwk((JsonObject) key));
        JWTAuth jwt = JWTAuth.create(vertx, rules);

        Router router = Router.router(vertx);
        router.errorHandler(500, context -> {
            context.failure().printStackTrace();
            context.response().setStatusCode(500).end();
        });
        router.get("/api/services").handler(context -> {
            String search = context.request().getParam("search");
            String limit = context.request().getParam("limit");
            int pageSize = limit == null ? 50 : Integer.parseInt(limit);
            Tuple values = Tuple.of(search == null ? "" : "9", MIN_UUID, pageSize + 1);
            if (search != null) {
                values.addValue(search);
            }
            sql.preparedQuery(search == null ? LIST : SEARCH)
                    .execute(values)
                    .onSuccess(rows -> send(context, 200, services(rows, pageSize)))
                    .onFailure(context::fail);
        });
        router.post("/api/services")
                .handler(BodyHandler.create(false))
                .handler(context -> signedIn(context, jwt, claims -> create(context, sql)));
        router.get("/api/auth/me").handler(context -> signedIn(context, jwt, claims -> sql.preparedQuery(ME)
                .execute(Tuple.of(UUID.fromString(claims.getString("sub"))))
                .onSuccess(rows -> send(
                        context, 200, new JsonObject().put("user", user(rows.iterator().next()))))
                .onFailure(context::fail)));
        router.get("/api/_/users").handler(context -> sql.preparedQuery(PROFESSIONALS)
                .execute(Tuple.of(51))
                .onSuccess(rows -> {
                    JsonArray array = new JsonArray();
                    for (Row row : rows) {
                        if (array.size() < 50) {
                            array.add(professional(row));
                        }
                    }
                    send(context, 200, array);
                })
                .onFailure(context::fail));
        Pool writes = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(8))
                .connectingTo(options)
                .using(vertx)
                .build();
        BareBookings bookings = new BareBookings(sql, writes);
        router.get("/api/booking").handler(context -> signedIn(context, jwt, claims -> bookings.list(id(claims))
                .onSuccess(all -> send(context, 200, all))
                .onFailure(context::fail)));
        router.get("/api/booking/:id").handler(context -> signedIn(context, jwt, claims -> bookings.read(
                        UUID.fromString(context.pathParam("id")), id(claims))
                .onSuccess(found -> found.ifPresentOrElse(booking -> send(context, 200, booking), () -> context.fail(404)))
                .onFailure(context::fail)));
        router.post("/api/booking")
                .handler(BodyHandler.create(false))
                .handler(context -> signedIn(context, jwt, claims -> bookings.create(context.body().asJsonObject(), id(claims))
                        .onSuccess(made -> made.ifPresentOrElse(
                                booking -> send(
                                        context,
                                        201,
                                        new JsonObject().put("message", "Booking requested").put("booking", booking)),
                                () -> context.fail(409)))
                        .onFailure(context::fail)));
        vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(router)
                .listen(port, "127.0.0.1")
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void signedIn(RoutingContext context, JWTAuth jwt, Consumer<JsonObject> next) {
        String token = context.request().getHeader("Authorization").substring("Bearer ".length());
        JsonObject cached = verified.get(token);
        if (cached != null) {
            next.accept(cached);
        } else {
            jwt.authenticate(new TokenCredentials(token))
                    .onSuccess(user -> {
                        JsonObject claims = user.attributes().getJsonObject("accessToken");
                        verified.put(token, claims);
                        next.accept(claims);
                    })
                    .onFailure(e -> context.response().setStatusCode(401).end());
        }
    }

    private static UUID id(JsonObject claims) {
        return UUID.fromString(claims.getString("sub"));
    }

    private static void create(RoutingContext context, SqlClient sql) {
        JsonObject body = context.body().asJsonObject();
        sql.preparedQuery(INSERT)
                .execute(Tuple.of(
                        body.getString("title"),
                        body.getString("description"),
                        body.getString("category"),
                        body.getString("icon"),
                        body.getString("color")))
                .onSuccess(rows -> send(context, 201, service(rows.iterator().next())))
                .onFailure(context::fail);
    }

    private static void send(RoutingContext context, int status, Object body) {
        context.response().setStatusCode(status).putHeader("content-type", "application/json");
        context.response()
                .end(body instanceof JsonArray array ? array.toBuffer() : ((JsonObject) body).toBuffer());
    }

    private static JsonArray services(RowSet<Row> rows, int pageSize) {
        JsonArray array = new JsonArray();
        for (Row row : rows) {
            if (array.size() < pageSize) {
                array.add(service(row));
            }
        }
        return array;
    }

    private static JsonObject user(Row row) {
        JsonObject user = new JsonObject()
                .put("id", row.getUUID("id").toString())
                .put("username", row.getString("username"))
                .put("email", row.getString("email"))
                .put("role", row.getString("role"))
                .put("status", row.getString("status"))
                .put("emailVerified", !row.getString("status").equals("pending"))
                .put("phoneVerified", row.getBoolean("phone_verified"));
        profile(user, row);
        return user.put("updatedAt", row.getOffsetDateTime("updated_at").toString());
    }

    private static JsonObject professional(Row row) {
        JsonObject professional = new JsonObject()
                .put("id", row.getUUID("id").toString())
                .put("username", row.getString("username"));
        profile(professional, row);
        putIfPresent(professional, "city", row.getString("city"));
        putIfPresent(professional, "state", row.getString("state"));
        return professional;
    }

    private static void profile(JsonObject user, Row row) {
        putIfPresent(user, "fullName", row.getString("full_name"));
        putIfPresent(user, "profilePicture", row.getString("profile_picture"));
        putIfPresent(user, "bio", row.getString("bio"));
        putIfPresent(user, "category", row.getString("category"));
        Long rate = row.getLong("hourly_rate");
        if (rate != null) {
            user.put("hourlyRate", BigDecimal.valueOf(rate, row.getShort("currency_digits")));
            user.put("currency", row.getString("currency"));
        }
        int count = row.getInteger("rating_count");
        user.put("skills", new JsonArray(List.of(row.getArrayOfStrings("skills"))))
                .put("workGallery", new JsonArray(List.of(row.getArrayOfStrings("work_gallery"))))
                .put(
                        "ratings",
                        new JsonObject()
                                .put("average", count == 0 ? 0.0 : (double) row.getInteger("rating_sum") / count)
                                .put("count", count))
                .put("createdAt", row.getOffsetDateTime("created_at").toString());
    }

    private static void putIfPresent(JsonObject object, String name, String value) {
        if (value != null) {
            object.put(name, value);
        }
    }

    private static JsonObject service(Row row) {
        JsonObject service = new JsonObject()
                .put("id", row.getUUID("id").toString())
                .put("title", row.getString("title"))
                .put("description", row.getString("description"))
                .put("category", row.getString("category"));
        if (row.getString("icon") != null) {
            service.put("icon", row.getString("icon"));
        }
        if (row.getString("color") != null) {
            service.put("color", row.getString("color"));
        }
        return service.put("createdAt", row.getOffsetDateTime("created_at").toString())
                .put("updatedAt", row.getOffsetDateTime("updated_at").toString());
    }
}
