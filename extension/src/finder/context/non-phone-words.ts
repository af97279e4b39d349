// Words for things that have numbers of their own, by language: orders, invoices, parts, cases, registers …

/** In the notation of lexicon.ts: `stem*`, `+ending`, `*within*`. */
export const NON_PHONE_WORDS = `
  job task request requete session worker pack trackingnr mutuelle gutachten* +befund befund* cupon cupom symbol
  variabiln* uzsakym* siunt* narocilo racunu рачун предмет προιον* κωδικος obj sag kod hsn tsn ird nzbn abn acn neq rbq pib kbo bce zvr
  beitragskonto zeitraum セッション* 요청 ジョブ* order ordernr invoice inv bill account acct acc ac ref refs reference* case cases ticket id ids ident*
  orderid userid customerid accountid caseid ticketid itemid clientid sessionid transactionid paymentid appid deviceid
  memberid employeeid meetingid kundenid kundeid serial* sn
  part parts pn po cf ocr utr mrn npi bsb fn din iso permit cert pos rma sku item items model* product* article* batch
  lot customer member membership policy claim tracking shipment* parcel* consignment waybill awb receipt* transaction*
  txn trx payment booking reservation confirmation* pnr licen* registration registered reg vat tax tin ein ssn itin nin
  nhs passport* iban bic swift routing sort isbn issn ean upc gtin asin doi pmid pmcid arxiv cas patent* pat
  publication docket zip* postcode* postal pin code codes otp password passcode version ver build revision rev release
  commit merge merged hash checksum crc md5 sha uid uuid guid pid ports size bytes offset address timestamp date dates year
  years page pages pp vol volume issue lat lon lng latitude longitude coord* score* total totals sum amount* price*
  cost* balance budget revenue population votes views count quantity qty distance mac imei imsi iccid meid vin plate
  student employee staff user username login session token key keys bug bugs test tests bugzilla rfc cve pr mr table
  row column figure fig eq lines error errors exception status warranty duns cusip orcid isin sedol lei eori naics
  layby lay-by flyer folio requisition voucher coupon locker contract agreement lease deed
  roll seat gate flight barcode oem oe mfr firmware patch hotfix meeting webinar passcode
  chassis engine asset mprn mpan meter complaint incident crime prescription rx specimen sample chapter clause puk draw
  trace lottery lotto* loto powerball euromillions jackpot fingerprint digest signature epoch jis ipv4 ipv6 subnet cidr

  *zeichen kto charge chg zam hrb* hra blz plz ust ustid* steuer* umsatz* rechnung rechnungen rechnungsnr bestellung
  bestellnr auftrag auftrage auftragsnr kunden konto kontonr vorgang aktenz* az artikel* beleg belegnr lieferschein*
  lieferung liefernr handelsreg* vertrag vertragsnr versicherungsschein* mitgliedsnr personalnr sendung sendungsnr
  matrikel* ausweis* postleitzahl* kennung kennzeichen einwohner* fahrgestell* zahler* buchung buchungsnr sachnummer
  +nummer +nummern +nr +nrs +kennung +code +schlussel kennziffer* ersatzteil* bauteil* teil modell* typ materialnr
  inventar* gutschein* antrag bescheid* schaden paket bankleitzahl darlehen* ziehung* gewinnzahlen sitzung*
  besprechung* referenz stuckzahl seite seiten

  facture commande compte dossier* numclient serie colis suivi contrat* adherent* matricule tarif prix montant
  habitants siret siren tva rcs naf piece pieces constructeur fabricant modele sinistre devis bordereau
  quinte* quarte* tierce* billet vol train tirage lot lots immatriculation version

  factura facturas pedido cuenta expediente* expte seguimiento poliza socio referencia* codigo precio importe monto
  saldo cedula albaran* envio guia lote modelo contrato* recibo tarjeta sorteo presupuesto siniestro incidencia
 reclamo reclamacion
  matricula localizador pieza folio nif cif nie dni cuit cuil nit rut curp ruc cpf cnpj rg

  fatura* encomenda conta processo* nota fiscal protocolo* inscricao preco valor boleto rastreio rastreamento apolice
  chamado sinistro artigo peca recibo utente contribuinte cartao bilhete orcamento remessa concurso

  fattura ordine conto rif riferimento pratica spedizion* partita iva piva codice polizza matricola prezzo importo
  bolla ddt ricambio articolo contratto fatt tessera sinistro preventivo estrazione scontrino   modello commessa cod

  factuur* bestelling rekening* kenteken referentie* prijs bedrag relatie* klantnr kvk btw bsn dossier zending pakket
  artikel onderdeel serie contract lidmaatschap trekking vergadering machtiging

  kundnr bestallning ordrenr ordre arende* sak saksnr sagsnr personnummer organisasjonsnummer +konto belop pris vare*
  faktura* bokn bokningsnr sending forsendelse pakke* paket* kolli* avtale* avtal* aftale*   kvittering* kvitto serienr varenr delenr reservdel* reservedel* bankgiro plusgiro postgiro orgnr cvr cpr
  saksbehandl* arendenr diarie* mal motenr reknr artikelnr bestilling* 
  tilaus* lasku* asiakasnumero* asiakasnro viite* tili* y-tunnus hinta lahetys* seuranta* sopimus* vakuutus* varaus*
  tuote* sarjanro sarjanumero* osanumero* jasen* tellimus* arve* viitenumber leping* saadetis* registrikood isikukood

  zamowien* zlecen* rachun* seryjny przesylk* umow* cena kwota faktur* pesel nip regon krs sprawy sprawa
  czesci artykul* katalogow* paczk* konta losowan* model* wniosk* 
  objednav(?!ky$|ani$|ka$)* ucet uctu zakaznickecislo variabilni castka smlouv* rodne zasilk* zasiel* pojist* poistn* reklamac* spis*
  dil dilu dielu serioveho vyrobni vyrobne* clanku zmluv* ico dic cena

  szamla* rendeles* ugyfelszam* adoszam* cikkszam* bankszamla* cegjegyzek* csomag* ar ugyirat* ugyszam* szerzodes*
  kotveny* foglalasi* gyari* alkatresz* tipus* +szam +szama rendszam

  comanda cont cod bon pret suma contract* polita dosar* rezervare* colet* awb cui factur* piesa piesei lot
  inregistrare

  narudzb* racun* kupac* porudzb* nalog* posiljk* ponud* ugovor* predmet* serijsk* artikl* oib jmbg
  narocil(?!a$)* pogodb* sifra davcna maticni

  заказ(?!ов$|ы$)* счет* счёт* рахун* договор* договір* накладн* артикул* код* инн кпп огрн* снилс бик окпо егрпоу єдрпоу іпн
  замовлен* серийн* серійн* паспорт* трек* цена сумма сума заявк* заявл* звернен* отправлен* посылк* полис*
  детал* запчаст* модел* партии партия парт* справи справа квитанц* лот лота тираж* розыгрыш*   брони бронюван* відправлен* посилк* билет* квиток рейс* версия сборк*   лицевой поръчка* фактура* сметка* егн еик пратк* договор* наруџб* рачун*

  τιμολογι* λογαριασμ* αφμ κωδικ* τιμη αποστολ* συμβολαι* υποθεσ* ανταλλακτ* σειρα* μοντελ* συσκεψ*
  γεμη gemi πρωτοκολλ* μητρω* κληρωσ*

  siparis* hesap* musterino vergi* seri kargo* fiyat tutar sicil tc gonderi* takip fatura* police* sozlesme* dosya*
  parca* stok* urun* model rezervasyonno abone* bilet* toplanti* cekilis* barkod parti

  *فاتورة* *حساب* *مرجع* *رمز* *كود* *سعر* *مبلغ* *شحنة* *تتبع* *بوليصة* *قضية* *تذكرة* *عضوية* *عقد* *قطعة*
  *تسلسل* *موديل* *اجتماع* *هوية* *سجل* *معاملة* *بلاغ* *ضريب* *ايصال* *إيصال*
  *سفارش* *فاکتور* *کد* *قیمت* *شناسه* *مرسوله* *پرونده* *قرارداد* *سریال* *پیگیری* *رهگیری* *بیمه‌نامه* *آرڈر*
  *کھاتہ* *پارسل* *رسید*

  *חשבונית* *חשבון* חפ עמ *מחיר* *אסמכתא* *זהות* תיק *משלוח* *פוליסה* *קטלוגי* *סידורי* *מקט*
  *דגם* *פנייה* *פניה* *חוזה* *עוסק* *פגישה* *מעקב* *רישוי*

  *ऑर्डर* *आदेश* *चालान* *बीजक* *खाता* *आधार* *अर्डर* *बिल* *पॉलिसी* *शिकायत* *ट्रैकिंग* *पार्सल* *टिकट* *सदस्य* *ग्राहक*
  *অর্ডার* *চালান* *হিসাব* *পলিসি* *অভিযোগ* *ট্র্যাকিং* *பில்* *ஆர்டர்* *கணக்கு* *ఆర్డర్* *ఖాతా* *ഓർഡർ* *ಆರ್ಡರ್*

  *คำสั่งซื้อ* *ใบแจ้งหนี้* *บัญชี* *เลขที่* *รหัส* *ราคา* *พัสดุ* *กรมธรรม์* *สมาชิก* *รุ่น* *อะไหล่* *สัญญา* *ประจำตัว* *การจอง* *ใบเสร็จ*
  khoan ma gia hoadon seri   pesanan resi kode harga faktur invois tagihan nasabah anggota akaun rekening tempahan pengiriman
  kontrak pembelian registrasi pendaftaran undian

  *订单* *訂單* *发票* *發票* *账号* *帐号* *帳號* *账户* *编号* *編號* *单号* *單號* *代码* *代碼* *邮编* *身份证* *税号* *稅號* *价格* *金额* qq
  *统编* *統編* *备案* *icp* *型号* *型號* *料号* *料號* *批号* *批號* *快递* *运单* *運單* *合同* *合約* *保单* *保單* *案号* *案號* *工单*   *序列* *序號* *序号* *零件* *货号* *貨號* *会员* *會員* *证号* *證號* *车牌* *学号* *工号* *房号* *班次* *航班* *版本* *开奖* *期号* *流水*
  *注文* *請求* *口座* *型番* *品番* *コード* *価格* *伝票* *会員* *追跡* *証券*   *ロット* *シリアル* *モデル* *当選*
  *주문* *송장* *계좌* *사업자* *등록* *우편* *운송장* *가격* *금액* *고객번호* *회원* *코드* *일련* *모델* *예약번호*   *시리얼* *품번* *학번* *사번* *버전* *당첨* *고객님번호* *관리번호* 
  заявка заявки чек чека дело дела обращение обращения κρατησης παραγγελιας παραγγελια הזמנה ההזמנה طلب الطلب طلبية الطلبية طلبك
  đon đong moten motesid motenr riunione medlemsnr 会议号 会议id 會議號 會議id 会議id ミーティングid 회의id 회의실번호 +번호* 料号 idnr
  товарителниц* kostenstelle* *идентификатор* *ідентифікатор*

  etag content-length checklist workorder mls renavam apn parcelnr enrolment enrollment requisition ledger asset-tag
  keno loto* euromillon* quinielas* bonoloto grille chance tirages abfahrt* ankunft* arrivee arrivees
  afgang* avgang* avgange* ankomst* partenze arrivi salidas llegadas vindertal* vinnertal* vinnar* voittonumero*
  verwendungszweck* zahlungsreferenz* mandatsreferenz* kundenreferenz* glaubiger* geschaftszeichen unsereref* kassenzeichen* flurstuck*
  kenmerk* betalingskenmerk* machtigingskenmerk* dossiernr polisnr* inschrijf*
  refdossier numdossier numcommande identifiant* immatriculat* numserie
  expedient* numserie inventario* referencias* c.i n.i.f n.i.e c.c c.u.i.t r.u.t d.n.i r.f.c c.u.r.p r.u.c
  renach* matr protocolo* c.p.f c.n.p.j r.g n.i.s pis pasep titulo
  cod.fisc cod.cliente nr.ordine matr nr.protocollo p.iva n.ordine
  referens* arendenr diarienr journalnr sakref* bestallningsnr kundref* ocr-nr fakturanr avtalsnr avtalenr malernr matarnr
  dnro diaari* viitenro tilausnro asiakasnro laskunro sopimusnro rekisteri*
  oferty identyfikator* sygn sygnatur* sygn.akt nr.ref nr.zam nr.klienta regon
  produktu* zakazk* objednac* spz rodnec* variabiln* katalogov* evidencn* kmen*
  produs* dosarul nr.inreg polita
  vonalkod* azonosit* ugyfelazon* iktato* nyilvantart*
  barkod* sif.art inv.br mat.br
  арт л/с р/с к/с арт.№ штрих* заказнаряд* кадастров* ид-номер табельн* регистрац* лицев* вин накл баркод*
  δελτι* κωδ α.φ.μ α.μ.κ.α αμκα α.δ.τ πρωτ αρ.πρωτ
  referans* dosyano barkodno musterikodu urunkodu sozlesmeno t.c tckn vkn mersis*
  *وظيفي* *القومي* *الوطني* *المدني* *التسلسلي* *تأميني* *التأمين* *الباركود* *الاشتراك* *المرجعي* *معرف* *المعرف*
  *ملی* *اشتراک* *شبا* *بارکد*
  תז מקט ח.פ ע.מ ת.ז *ברקוד* *מוסד* *תעודת* *קופון*
  rek rekening* polis* referensi* nik npwp nopol nisn nomorinduk* barkod
  mavach madonhang masp mst cccd cmnd
  *條碼* *条码* *條形碼* *条形码* *統一編號* *订单号* *参考号* *參考號* *资产* *資產*
  *バーコード* *管理番号* *整理番号* *受付番号* *照会番号* *契約*
  *바코드* *관리코드* *접수번호* *계약*
  geschaftszahl* asianro kodas kods +lotto 4d
  *บาร์โค้ด* *อ้างอิง* *ใบสั่ง* *เลขทะเบียน*
`;
