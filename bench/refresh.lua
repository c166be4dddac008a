-- POST /api/auth/refresh: each thread has sessions of its own, one more than connections, and goes on with the token it got last.
local tokens = {}
local threads = 0

function setup(t)
  t:set("number", threads)
  threads = threads + 1
end

function init(args)
  local line = 0
  for token in io.lines(os.getenv("REFRESH_TOKENS")) do
    if line % 2 == number then
      table.insert(tokens, token)
    end
    line = line + 1
  end
end

function request()
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json" },
    '{"refreshToken":"' .. table.remove(tokens, 1) .. '"}')
end

function response(status, headers, body)
  local token = string.match(body, '"refreshToken":"([^"]+)"')
  if token then
    table.insert(tokens, token)
  end
end
