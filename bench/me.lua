-- GET as somebody who is signed in.
wrk.headers["Authorization"] = "Bearer " .. os.getenv("ME")
