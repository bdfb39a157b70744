"""Adjectives of nationality and the ICAO 9303-3, section 5 codes they stand for ("my Canadian passport")."""

_ADJECTIVES = """
american:USA us:USA canadian:CAN mexican:MEX brazilian:BRA argentinian:ARG argentine:ARG chilean:CHL colombian:COL
peruvian:PER venezuelan:VEN ecuadorian:ECU cuban:CUB jamaican:JAM haitian:HTI dominican:DOM guatemalan:GTM
honduran:HND salvadoran:SLV nicaraguan:NIC british:GBR uk:GBR irish:IRL french:FRA german:DEU spanish:ESP
portuguese:PRT italian:ITA dutch:NLD belgian:BEL swiss:CHE austrian:AUT polish:POL czech:CZE slovak:SVK
hungarian:HUN romanian:ROU bulgarian:BGR greek:GRC turkish:TUR swedish:SWE norwegian:NOR danish:DNK finnish:FIN
icelandic:ISL ukrainian:UKR russian:RUS georgian:GEO armenian:ARM israeli:ISR lebanese:LBN syrian:SYR iranian:IRN
iraqi:IRQ saudi:SAU egyptian:EGY moroccan:MAR algerian:DZA tunisian:TUN ethiopian:ETH kenyan:KEN nigerian:NGA
ghanaian:GHA senegalese:SEN cameroonian:CMR indian:IND pakistani:PAK bangladeshi:BGD nepali:NPL nepalese:NPL
afghan:AFG chinese:CHN taiwanese:TWN japanese:JPN korean:KOR vietnamese:VNM thai:THA filipino:PHL indonesian:IDN
malaysian:MYS singaporean:SGP australian:AUS utopian:UTO
"""

CODES = dict(pair.split(":") for pair in _ADJECTIVES.split())
"""By folded adjective."""

ADJECTIVES = {code: adjective.title() for adjective, code in reversed(CODES.items()) if len(adjective) > 2}
"""By code: `UTO` is Utopian. Section 5 also writes Germany as `D`."""
ADJECTIVES["D"] = "German"
