-- What wrk sends: batches of 25 usage records in the order of a seller's job: all dimensions of all customers for an hour,
-- then the next hour's. Arguments after those of load.lua: a file with the members of each customer on a line, the
-- request's members before the records, the dimensions, the first hour in epoch seconds, and how many batches were sent.
require "load"

local RECORDS = 25
local customers, dimensions = {}, {}
local opening, first_hour, sent
local init_load = init

function init(arguments)
  init_load(arguments)
  for line in io.lines(arguments[3]) do customers[#customers + 1] = line end
  opening = arguments[4]
  for each in arguments[5]:gmatch("[^,]+") do dimensions[#dimensions + 1] = each end
  first_hour, sent = tonumber(arguments[6]), tonumber(arguments[7])
end

function request()
  local records = {}
  for place = 1, RECORDS do
    local number = sent * RECORDS + place - 1
    local hours = math.floor(number / #customers)
    records[place] = string.format(
      '{"Timestamp":%d,%s,"Dimension":"%s","Quantity":%d}',
      first_hour + 3600 * math.floor(hours / #dimensions) + number % 3600,
      customers[number % #customers + 1], dimensions[hours % #dimensions + 1], number % 1000)
  end
  sent = sent + 1
  return wrk.format(nil, nil, nil, opening .. '"UsageRecords":[' .. table.concat(records, ",") .. "]}")
end
