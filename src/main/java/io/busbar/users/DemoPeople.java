package io.busbar.users;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Professionals that nobody is, to look around among. The same number is always the same person. */
final class DemoPeople {
    /** One of them. Nobody can sign in as one: auth has never heard of them. */
    record DemoPerson(
            UUID id,
            String username,
            String email,
            String fullName,
            String bio,
            List<String> skills,
            String city,
            String state,
            String category,
            int hourlyRate) {}

    private record Trade(String category, String title, String promise, List<String> skills) {}

    private record City(String name, String state) {}

    private static final List<Trade> TRADES = List.of(
            new Trade(
                    "plumbing",
                    "Plumber",
                    "Leaks found without opening every wall, and the bathroom left as clean as it was.",
                    List.of(
                            "Leak detection",
                            "Boilers",
                            "Bathroom fitting",
                            "Drain cleaning",
                            "Water heaters",
                            "Tap repair")),
            new Trade(
                    "electrical",
                    "Electrician",
                    "Everything tested and labelled, with the certificate the same week.",
                    List.of("Rewiring", "Fuse boards", "Lighting", "EV chargers", "Fault finding", "Smart home")),
            new Trade(
                    "cleaning",
                    "Cleaner",
                    "On time, with my own equipment and products that do no harm.",
                    List.of("Deep cleaning", "Windows", "Move-out cleaning", "Offices", "Carpets", "Kitchens")),
            new Trade(
                    "carpentry",
                    "Carpenter",
                    "Made to measure in solid wood, and fitted so that doors close by themselves.",
                    List.of("Built-in wardrobes", "Doors", "Floors", "Furniture repair", "Decking", "Staircases")),
            new Trade(
                    "painting",
                    "Painter",
                    "Straight edges, no drops, and the furniture back where it was by the evening.",
                    List.of(
                            "Interior walls",
                            "Facades",
                            "Wallpaper",
                            "Wood varnish",
                            "Plaster repair",
                            "Colour advice")));

    private static final List<String> FIRST = List.of(
            "Maria",
            "Jonas",
            "Aisha",
            "Mateo",
            "Lena",
            "Ravi",
            "Sofia",
            "Tomasz",
            "Mei",
            "Karim",
            "Ingrid",
            "Diego",
            "Priya",
            "Luca",
            "Fatima",
            "Emil",
            "Chiara",
            "Oleksandr",
            "Nadia",
            "Samuel",
            "Yuki",
            "Hanna",
            "Viktor",
            "Leila",
            "Anton",
            "Clara",
            "Tariq",
            "Elena",
            "Bruno",
            "Amara",
            "Felix",
            "Zofia",
            "Hugo",
            "Mina",
            "Paul",
            "Salma",
            "Nils",
            "Giulia",
            "Omar",
            "Ida",
            "Rafael",
            "Thanh",
            "Marta",
            "Elias",
            "Noor",
            "Stefan",
            "Ana",
            "Kofi",
            "Greta",
            "Ivan",
            "Lucia",
            "Arjun",
            "Frida",
            "Milan",
            "Esra",
            "Pedro",
            "Linh",
            "Oskar",
            "Daria",
            "Jamal");

    private static final List<String> LAST = List.of(
            "Schmidt",
            "Keller",
            "Rahman",
            "Fernández",
            "Brandt",
            "Patel",
            "Costa",
            "Nowak",
            "Chen",
            "Haddad",
            "Larsen",
            "Moreno",
            "Sharma",
            "Rossi",
            "Yılmaz",
            "Lindqvist",
            "Bianchi",
            "Kovalenko",
            "Petrova",
            "Okafor",
            "Tanaka",
            "Vogel",
            "Novák",
            "Nazari",
            "Weber",
            "Dubois",
            "Malik",
            "Popescu",
            "Ferreira",
            "Diallo",
            "Hoffmann",
            "Wójcik",
            "Lefèvre",
            "Kim",
            "Baumann",
            "Mansour",
            "Eriksen",
            "Ricci",
            "Farouk",
            "Sørensen",
            "Almeida",
            "Nguyen",
            "Kowalska",
            "Lindner",
            "Aydin",
            "Jovanović",
            "Silva",
            "Mensah",
            "Krüger",
            "Horvat",
            "Romero",
            "Iyer",
            "Nyström");

    private static final List<City> CITIES = List.of(
            new City("Berlin", "BE"),
            new City("Hamburg", "HH"),
            new City("Munich", "BY"),
            new City("Cologne", "NW"),
            new City("Frankfurt", "HE"),
            new City("Leipzig", "SN"),
            new City("Vienna", "W"),
            new City("Zurich", "ZH"),
            new City("Lisbon", "LX"),
            new City("Porto", "PT"),
            new City("Madrid", "MD"));

    private static final int SKILLS = 3;

    private DemoPeople() {}

    /** Number {@code n}, from 0 on. */
    static DemoPerson person(int n) {
        Trade trade = TRADES.get(n % TRADES.size());
        City city = CITIES.get(n % CITIES.size());
        String first = FIRST.get(n % FIRST.size());
        String last = LAST.get(n % LAST.size());
        int years = 2 + (n * 7) % 29;
        int rate = 18 + (n * 13) % 63;
        List<String> skills = java.util.stream.IntStream.range(0, SKILLS)
                .mapToObj(i -> trade.skills()
                        .get((n / TRADES.size() + i * 2) % trade.skills().size()))
                .distinct()
                .toList();
        String username = "demo-" + trade.category().substring(0, 5) + "-" + (n + 1);
        return new DemoPerson(
                UUID.nameUUIDFromBytes(("busbar-demo-" + n).getBytes(StandardCharsets.UTF_8)),
                username,
                username + "@demo.invalid",
                first + " " + last,
                String.format(
                        Locale.ROOT,
                        "%s in %s with %d years of practice. %s",
                        trade.title(),
                        city.name(),
                        years,
                        trade.promise()),
                skills,
                city.name(),
                city.state(),
                trade.category(),
                rate);
    }

    /** Services that such people offer: category, title, what the customer gets. */
    static List<List<String>> services() {
        return TRADES.stream()
                .flatMap(trade -> trade.skills().stream()
                        .limit(SKILLS)
                        .map(skill -> List.of(
                                trade.category(),
                                skill,
                                skill + " by a " + trade.title().toLowerCase(Locale.ROOT) + ". " + trade.promise())))
                .toList();
    }
}
