package io.busbar.bus.json;

import static io.busbar.bus.json.RequestFixtures.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.bus.Failure;
import io.busbar.bus.Failure.FieldError;
import io.busbar.bus.FailureCode;
import io.busbar.bus.PageRequest;
import io.busbar.bus.json.RequestFixtures.Everything;
import io.busbar.bus.json.RequestFixtures.ListOrders;
import io.busbar.data.Upload;
import io.busbar.services.users.AccountOperations.UserRole;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    private static final RequestReader<Everything> EVERYTHING = RequestReader.of(RequestFixtures.EVERYTHING);
    private static final String ID = "0199d1c2-7a10-7c3e-9d58-0d2f6a4c1b11";

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{}",
                "{'text':'ab'}",
                "{'text':'😀😀😀😀'}",
                "{'words':' a '}",
                "{'words':null}",
                "{'code':'AB'}",
                "{'mail':'ada.lovelace+tag@mail.example.org'}",
                "{'mail':'joerg@müller.example'}",
                "{'number':1}",
                "{'number':10}",
                "{'number':2.0}",
                "{'number':1e1}",
                "{'big':9223372036854775807}",
                "{'fraction':0.1}",
                "{'fraction':3}",
                "{'fraction':1e300}",
                "{'amount':0.01}",
                "{'flag':false}",
                "{'uuid':'0199D1C2-7a10-7c3e-9d58-0d2f6a4c1b11'}",
                "{'date':'2028-02-29'}",
                "{'time':'23:59'}",
                "{'moment':'2026-11-20T09:30:00.123456789+05:30'}",
                "{'span':'PT1H30M'}",
                "{'zone':'Europe/Berlin'}",
                "{'link':'https://example.org/a?b=c#d'}",
                "{'link':'mailto:ada@example.org'}",
                "{'colour':'dark-blue'}",
                "{'role':'professional'}",
                "{'tags':['a','b','c']}",
                "{'numbers':[1,2]}",
                "{'counts':{'a':1,'#b':2}}",
                "{'address':{'city':'Ulm'}}",
                "{'address':{'city':'Ulm','place':{'lat':48.4,'lon':10}}}",
                "{'perhaps':'yes'}"
            })
    void read_withValidField_succeeds(String body) {
        assertThat(read(body)).isNotNull();
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'text':'a'}                            | /text          | must be at least 2 characters
                    {'text':'abcde'}                        | /text          | must be at most 4 characters
                    {'text':'😀😀😀😀😀'}                        | /text          | must be at most 4 characters
                    {'text':5}                              | /text          | must be text
                    {'text':['a']}                          | /text          | must be text
                    {'words':''}                            | /words         | must not be blank
                    {'words':'   '}                         | /words         | must not be blank
                    {'words':'\\u00a0\\u2003'}              | /words         | must not be blank
                    {'words':'\\t\\n'}                      | /words         | must not be blank
                    {'words':'abcd'}                        | /words         | must be at most 3 characters
                    {'words':'x'}                           | /words         | has an invalid format
                    {'code':'ab'}                           | /code          | must be two capital letters
                    {'code':'AB\\n'}                        | /code          | must be two capital letters
                    {'mail':'ada'}                          | /mail          | must be an email address
                    {'mail':'jörg@example.org'}             | /mail          | must be an email address
                    {'mail':'a@b'}                          | /mail          | must be an email address
                    {'mail':'a b@example.org'}              | /mail          | must be an email address
                    {'mail':'a@example.org\\n'}             | /mail          | must be an email address
                    {'mail':'a@@example.org'}               | /mail          | must be an email address
                    {'number':0}                            | /number        | must be at least 1
                    {'number':11}                           | /number        | must be at most 10
                    {'number':1.5}                          | /number        | must be a whole number
                    {'number':'1'}                          | /number        | must be a whole number
                    {'number':true}                         | /number        | must be a whole number
                    {'number':{}}                           | /number        | must be a whole number
                    {'big':9223372036854775808}             | /big           | must be between -9223372036854775808 and 9223372036854775807
                    {'big':1e30}                            | /big           | must be between -9223372036854775808 and 9223372036854775807
                    {'fraction':'0.1'}                      | /fraction      | must be a number
                    {'amount':0}                            | /amount        | must be more than 0
                    {'flag':'true'}                         | /flag          | must be true or false
                    {'flag':1}                              | /flag          | must be true or false
                    {'uuid':'0199d1c2'}                     | /uuid          | must be a UUID
                    {'uuid':'1-1-1-1-1'}                    | /uuid          | must be a UUID
                    {'uuid':7}                              | /uuid          | must be text
                    {'date':'2027-02-29'}                   | /date          | must be a date in the form YYYY-MM-DD
                    {'date':'2027-2-9'}                     | /date          | must be a date in the form YYYY-MM-DD
                    {'date':'2027-02-09T00:00:00Z'}         | /date          | must be a date in the form YYYY-MM-DD
                    {'time':'24:00'}                        | /time          | must be a time of day in the form HH:MM
                    {'time':'9:30'}                         | /time          | must be a time of day in the form HH:MM
                    {'time':'09:30:00'}                     | /time          | must be a time of day in the form HH:MM
                    {'moment':'2026-11-20T09:30:00'}        | /moment        | must be a date and time with offset, such as 2026-11-20T09:30:00Z
                    {'moment':'2026-11-20'}                 | /moment        | must be a date and time with offset, such as 2026-11-20T09:30:00Z
                    {'moment':'+12026-11-20T09:30:00Z'}     | /moment        | must be a date and time with offset, such as 2026-11-20T09:30:00Z
                    {'moment':1763631000}                   | /moment        | must be text
                    {'span':'1h'}                           | /span          | must be a duration, such as PT30M
                    {'zone':'Europe/Nowhere'}               | /zone          | must be an IANA time zone, such as Europe/Berlin
                    {'zone':'+02:00'}                       | /zone          | must be an IANA time zone, such as Europe/Berlin
                    {'link':'/relative'}                    | /link          | must be an absolute URI
                    {'link':'not a uri'}                    | /link          | must be an absolute URI
                    {'colour':'DARK_BLUE'}                  | /colour        | must be one of red, dark-blue
                    {'colour':'green'}                      | /colour        | must be one of red, dark-blue
                    {'colour':0}                            | /colour        | must be text
                    {'role':'root'}                         | /role          | must be one of customer, professional, admin
                    {'tags':'a'}                            | /tags          | must be a list
                    {'tags':[]}                             | /tags          | must have at least 1 item
                    {'tags':['a','b','c','d']}              | /tags          | must have at most 3 items
                    {'tags':['a',' ']}                      | /tags/1        | must not be blank
                    {'tags':['a','abcdef']}                 | /tags/1        | must be at most 5 characters
                    {'tags':['a',null]}                     | /tags/1        | must not be null
                    {'numbers':[1,1]}                       | /numbers       | must not have the same item twice
                    {'numbers':[1,'2']}                     | /numbers/1     | must be a whole number
                    {'counts':{'a':1,'b':2,'c':3}}          | /counts        | must have at most 2 fields
                    {'counts':{'a/b~c':'1'}}                | /counts/a~1b~0c | must be a whole number
                    {'counts':{'#a':'1'}}                   | /counts/#a     | must be a whole number
                    {'address':{}}                          | /address/city  | is required
                    {'address':{'city':null}}               | /address/city  | must not be null
                    {'address':{'city':'Ulm','zip':'1'}}    | /address/zip   | is not a known field
                    {'address':'Ulm'}                       | /address       | must be an object
                    {'address':{'city':'Ulm','place':{'lat':1}}} | /address/place/lon | is required
                    {'address':{'city':'Ulm','place':{'lat':1,'lon':'2'}}} | /address/place/lon | must be a number
                    {'perhaps':5}                           | /perhaps       | must be text
                    {'unknown':1}                           | /unknown       | is not a known field
                    {'unknown':null}                        | /unknown       | is not a known field
                    {'#comment':1}                          | /#comment      | is not a known field
                    {'':1}                                  | /              | is not a known field
                    """)
    void read_withInvalidField_reportsFieldError(String body, String field, String msg) {
        assertThat(errors(() -> read(body))).containsExactly(new FieldError(field, msg));
    }

    @Test
    void read_withEveryKindOfValue_convertsToComponentTypes() {
        Everything read = read("{'time':'09:30','moment':'2026-11-20T09:30:00+05:30','span':'PT90M','role':'admin',"
                + "'amount':12.50,'counts':{'a':1},'number':2.0,'perhaps':'yes'}");

        assertThat(read.time()).hasToString("09:30");
        assertThat(read.moment()).hasToString("2026-11-20T09:30+05:30");
        assertThat(read.span()).isEqualTo(Duration.ofMinutes(90));
        assertThat(read.role()).isEqualTo(UserRole.ADMIN);
        assertThat(read.amount()).isEqualTo(new BigDecimal("12.50"));
        assertThat(read.counts()).isEqualTo(Map.of("a", 1));
        assertThat(read.number()).isEqualTo(2);
        assertThat(read.perhaps()).contains("yes");
    }

    @Test
    void read_withNullOfOptionalComponent_treatsItAsAbsent() {
        Everything read = read("{'text':null,'colour':null,'tags':null,'address':null,'perhaps':null,'uuid':null}");

        assertThat(read).isEqualTo(read("{}"));
        assertThat(read.perhaps()).isEmpty();
    }

    @Test
    void read_withSeveralInvalidFields_reportsEachOnceAtItsPath() {
        RequestReader<RequestFixtures.Rows> rows = RequestReader.of(RequestFixtures.ROWS);
        ObjectNode request =
                json("{'rows':[{'id':'x','title':' ','count':1},{'id':null,'extra':1,'count':2147483648}],'more':1}"
                        .replace('\'', '"'));

        assertThat(errors(() -> rows.read(request, true)))
                .containsExactlyInAnyOrder(
                        new FieldError("/0/id", "must be a UUID"),
                        new FieldError("/0/title", "must not be blank"),
                        new FieldError("/1/id", "must not be null"),
                        new FieldError("/1/title", "is required"),
                        new FieldError("/1/count", "must be between -2147483648 and 2147483647"),
                        new FieldError("/1/extra", "is not a known field"),
                        new FieldError("/more", "is not a known field"));
    }

    @Test
    void read_withUnknownFieldsFromOtherNode_ignoresOnlyThose() {
        ObjectNode request = json("{\"new\":1,\"address\":{\"city\":\"Ulm\",\"newer\":2}}");

        assertThat(EVERYTHING.read(request, false).address()).isEqualTo(new RequestFixtures.Address("Ulm", null));
        assertThat(errors(() -> EVERYTHING.read(json("{\"new\":1,\"number\":11}"), false)))
                .containsExactly(new FieldError("/number", "must be at most 10"));
    }

    @Test
    void read_withManyErrorsOrTooLongList_limitsReportedErrors() {
        StringBuilder many = new StringBuilder("{\"f\":1");
        for (int i = 0; i < 900; i++) {
            many.append(",\"f").append(i).append("\":1");
        }
        ObjectNode unknown = json(many + "}");
        ObjectNode tooLong = json("{\"numbers\":[" + "\"x\",".repeat(20_000) + "1],\"text\":\"a\"}");

        assertThat(errors(() -> EVERYTHING.read(unknown, true))).hasSize(100);
        assertThat(errors(() -> EVERYTHING.read(tooLong, true)))
                .containsExactlyInAnyOrder(
                        new FieldError("/numbers", "must have at most 3 items"),
                        new FieldError("/text", "must be at least 2 characters"));
    }

    @Test
    void read_ifRecordConstructorFails_reportsItsFailure() {
        RequestReader<RequestFixtures.Order> orders = RequestReader.of(RequestFixtures.ORDER);
        ObjectNode request = json("{\"id\":\"" + ID + "\",\"title\":\"a\",\"count\":13}");

        assertThat(errors(() -> orders.read(request, true)))
                .containsExactly(new FieldError("/count", "must not be thirteen"));
    }

    @Test
    void read_withNullOrMissingRequiredValue_reportsFieldErrors() {
        RequestReader<RequestFixtures.Order> orders = RequestReader.of(RequestFixtures.ORDER);

        assertThat(errors(() -> orders.read(json("{\"id\":null}"), true)))
                .containsExactlyInAnyOrder(
                        new FieldError("/id", "must not be null"),
                        new FieldError("/title", "is required"),
                        new FieldError("/count", "is required"));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {'id':'ID'}                            | : must have at least one field to change
                    {'id':'ID','title':null,'count':null}  | : must have at least one field to change
                    {'id':'ID','title':' '}                | /title: must not be blank
                    {'id':'ID','more':1}                   | /more: is not a known field
                    """)
    void read_withPatchWithoutField_isRefused(String body, String error) {
        RequestReader<RequestFixtures.PatchOrder> patches = RequestReader.of(RequestFixtures.PATCH_ORDER);
        ObjectNode request = json(body.replace("ID", ID).replace('\'', '"'));

        assertThat(errors(() -> patches.read(request.deepCopy(), true)))
                .extracting(each -> each.field() + ": " + each.msg())
                .containsExactly(error);
        assertThat(errors(() -> patches.readMessage(request))).hasSize(1);
        assertThat(patches.read(request.removeAll().put("id", ID).put("count", 0), true)
                        .count())
                .isZero();
    }

    @Test
    void read_withUploadOrRawBytesFromFrontend_acceptsThem() {
        Upload scan = new Upload(UUID.fromString(ID), "scan.pdf", "application/pdf", 3, "00");
        ObjectNode form = json("{\"subject\":\"a\",\"copies\":1}").set("scan", Json.tree(scan));
        ObjectNode hook = json("{\"provider\":\"stripe\"}").put("body", "raw".getBytes(StandardCharsets.UTF_8));

        assertThat(RequestReader.of(RequestFixtures.SCAN_FORM).read(form, true).scan())
                .isEqualTo(scan);
        assertThat(RequestReader.of(RequestFixtures.HOOK).read(hook, true).body())
                .asString()
                .isEqualTo("raw");
        assertThat(errors(() -> RequestReader.of(RequestFixtures.SCAN_FORM)
                        .read(json("{\"subject\":\"a\",\"copies\":1,\"scan\":\"text\"}"), true)))
                .containsExactly(new FieldError("/scan", "must be a file"));
    }

    private static Everything read(String body) {
        return EVERYTHING.read(json(body.replace('\'', '"')), true);
    }

    private static List<FieldError> errors(Runnable reading) {
        Failure failure = catchThrowableOfType(Failure.class, reading::run);
        assertThat(failure).isNotNull();
        assertThat(failure.code()).isEqualTo(FailureCode.VALIDATION_ERROR);
        return failure.errors();
    }

    @Test
    void read_withEmbeddedPage_takesItsFieldsFromTheRecordsOwn() {
        RequestReader<ListOrders> reader = RequestReader.of(RequestFixtures.LIST_ORDERS);
        ObjectNode fields = json("{'role':'admin','limit':20,'cursor':'abc'}".replace('\'', '"'));
        ListOrders second = new ListOrders(UserRole.ADMIN, new PageRequest(20, "abc"));

        assertThat(reader.read(fields.deepCopy(), true)).isEqualTo(second);
        assertThat(reader.read(json("{}"), true)).isEqualTo(new ListOrders(null, PageRequest.FIRST));
        assertThat(Json.tree(second)).isEqualTo(fields);
    }

    @Test
    void read_withInvalidPage_namesItsFields() {
        RequestReader<ListOrders> reader = RequestReader.of(RequestFixtures.LIST_ORDERS);

        Failure failure = catchThrowableOfType(
                Failure.class, () -> reader.read(json("{'limit':201,'cursor':'','page':{}}".replace('\'', '"')), true));

        assertThat(failure.errors())
                .extracting(FieldError::field)
                .containsExactlyInAnyOrder("/limit", "/cursor", "/page");
    }
}
